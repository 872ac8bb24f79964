import {
  executionId,
  Refusal,
  type ScriptedCodePipeline,
  type ScriptedPipeline,
  scriptedAction,
  scriptedExecution,
  scriptedPipeline,
} from './scripted-codepipeline.ts'
import type { ScriptedService } from './scripted-service.ts'

/** A pipeline of the scripted service that is what the stack `shop-pipeline` says. */
export interface DeployedShop {
  /** What the service did when somebody asked for it, each time that it did something. */
  readonly done: readonly string[]
  readonly pipeline: ScriptedPipeline | undefined
  /** Ids of executions that were started by somebody, oldest first. */
  readonly started: readonly string[]
  /** Lets what the stack did to the pipeline have happened. */
  catchUp(): void
  /**
   * Begins an execution in an action, one in an approval and one between stages, and forgets what was there before.
   * @param seconds after which the first two end; they go on for ever by default
   */
  begin(seconds?: number): void
}

/** The executions that `begin` begins. */
export const [deploying, waiting, held] = [1, 2, 3].map(executionId) as [string, string, string]
/** The release of each of them. */
export const begunRelease = 'a'.repeat(64)
const approval = { input: { actionTypeId: { category: 'Approval' } } }

/** Makes the pipeline of a stack follow its template. An update stops executions between stages (API Reference, "UpdatePipeline"). */
export function deployedShop(stacks: ScriptedService, codepipeline: ScriptedCodePipeline): DeployedShop {
  const done: string[] = []
  let template: string | undefined
  const found = () => codepipeline.pipelines.get('shop')
  const variables = [{ name: 'Release', defaultValue: 'none' }]

  const update = (pipeline: ScriptedPipeline) => {
    const { definition } = pipeline
    pipeline.definition = { ...definition, version: definition.version! + 1 }
    for (const execution of pipeline.executions)
      if (execution.status === 'InProgress' && !execution.actions.some(({ status }) => status === 'InProgress'))
        execution.status = 'Cancelled'
  }
  const shop: DeployedShop = {
    done,
    get pipeline() {
      return found()
    },
    get started() {
      const all = found()?.executions ?? []
      const begun = all.filter(({ asked }) => asked !== undefined)
      return begun.map(({ pipelineExecutionId }) => pipelineExecutionId).reverse()
    },
    catchUp() {
      const stack = stacks.find('shop-pipeline')
      if (stack === undefined || stack.template === template || !/COMPLETE$/.test(statusOf(codepipeline, stack))) return
      const first = template === undefined
      template = stack.template
      if (!first) return update(found()!)
      const made = scriptedPipeline('shop', { variables })
      const trigger = { triggerType: 'CreatePipeline' as const }
      made.executions = [scriptedExecution(executionId(9), codepipeline.clock.now(), { status: 'Failed', trigger })]
      codepipeline.pipelines.set('shop', made)
    },
    begin(seconds) {
      shop.catchUp()
      const { version } = found()!.definition
      found()!.tokens.clear()
      const execution = (id: string, actions: ReturnType<typeof scriptedAction>[]) =>
        scriptedExecution(id, codepipeline.clock.now(), {
          pipelineVersion: version!,
          variables: [{ name: 'Release', resolvedValue: begunRelease }],
          actions: [...actions, scriptedAction('Source/Code', 'Succeeded', [0, 1])],
        })
      const ending = [
        execution(waiting, [scriptedAction('Approval/Approve', 'InProgress', [3], approval)]),
        execution(deploying, [scriptedAction('Build/Compile', 'InProgress', [2])]),
      ]
      found()!.executions = [execution(held, []), ...ending]
      done.length = 0
      if (seconds === undefined) return
      codepipeline.at(codepipeline.clock.elapsed() / 1000 + seconds, () => {
        for (const each of ending)
          if (each.status === 'InProgress')
            Object.assign(each, {
              status: 'Succeeded',
              actions: each.actions.map((action) => ({ ...action, status: 'Succeeded' })),
            })
      })
    },
  }

  const setTransition = (stageName: string, disabledReason?: string) => {
    const former = found()!.states.find((state) => state.stageName === stageName)?.inboundTransitionState
    if ((former?.enabled ?? true) !== (disabledReason === undefined))
      done.push(disabledReason === undefined ? 'open' : 'close')
    const inboundTransitionState = { enabled: disabledReason === undefined, ...(disabledReason && { disabledReason }) }
    const { states } = found()!
    found()!.states = states.map((state) =>
      state.stageName === stageName ? { ...state, inboundTransitionState } : state,
    )
    return {}
  }
  Object.assign(codepipeline.handlers, {
    DisableStageTransition: ({ stageName, reason }) => setTransition(String(stageName), String(reason)),
    EnableStageTransition: ({ stageName }) => setTransition(String(stageName)),
    StopPipelineExecution({ pipelineExecutionId: id, abandon }) {
      const execution = found()!.executions.find((each) => each.pipelineExecutionId === id)!
      if (execution.status === 'Stopping') throw new Refusal('DuplicatedStopRequestException', 'it stops already')
      if (execution.status !== 'InProgress') throw new Refusal('PipelineExecutionNotStoppableException', 'it has ended')
      execution.status = abandon ? 'Stopped' : 'Stopping'
      done.push(`stop ${String(id).at(-1)} ${abandon ? 'at once' : 'and wait'}`)
      return {}
    },
  } satisfies ScriptedCodePipeline['handlers'])
  return shop
}

function statusOf({ clock }: ScriptedCodePipeline, stack: { statusAt(time: number): string | undefined }): string {
  return stack.statusAt(clock.elapsed()) ?? ''
}
