import { createPipeline } from '../../src/local/codepipeline/commands/create-pipeline.ts'
import { type Start, startExecution } from '../../src/local/codepipeline/commands/start-execution.ts'
import { advance } from '../../src/local/codepipeline/machine/advance.ts'
import type {
  Declaration,
  DeclaredAction,
  DeclaredCondition,
  DeclaredStage,
} from '../../src/local/codepipeline/machine/declaration.ts'
import { type Effect, type Machine, recordOf } from '../../src/local/codepipeline/machine/machine.ts'
import type { ActionRecord, ExecutionRecord, RuleRecord } from '../../src/local/codepipeline/machine/records.ts'
import { type Settlement, settleAction, settleRule } from '../../src/local/codepipeline/machine/settle.ts'

type Work = ActionRecord | RuleRecord

/** One pipeline without providers: the test says how each action ends, and what time it is. */
export function rehearsedPipeline(given: Partial<Declaration> & Pick<Declaration, 'stages'>) {
  let time = Date.UTC(2026, 11, 1)
  let count = 0
  const effects: Effect[] = []
  const declaration: Declaration = {
    name: 'Garage',
    roleArn: 'arn:aws:iam::111111111111:role/pipeline',
    pipelineType: 'V2',
    executionMode: 'QUEUED',
    artifactStore: { type: 'S3', location: 'artifacts' },
    ...given,
  }
  const pipeline = createPipeline({ account: '111111111111', region: 'eu-west-1', declaration, tags: {}, now: time })
  const machine: Machine = {
    pipeline,
    now: () => time,
    newId: () => `00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`,
    newKey: () => `key${String(++count).padStart(4, '0')}`,
    effect: (effect) => effects.push(effect),
  }
  const executionOf = (id: string): ExecutionRecord => pipeline.executions.find((each) => each.id === id)!
  const worksOf = (name: string): readonly Work[] =>
    pipeline.executions.flatMap(({ stages }) =>
      stages.flatMap(({ actions, rules }) => [...actions, ...rules].filter((work) => work.name === name)),
    )
  /** All that was done to the pipeline is followed by what happens by itself. */
  const then = <T>(value: T): T => {
    advance(machine)
    return value
  }
  const settle = (name: string, settlement: Settlement) => {
    const work = worksOf(name).find(({ status }) => status === 'InProgress')
    if (work === undefined) throw new Error(`${name} is not in progress`)
    return then('place' in work ? settleRule(machine, work.id, settlement) : settleAction(machine, work.id, settlement))
  }
  return {
    machine,
    pipeline,
    effects,
    executionOf,
    worksOf,
    start: (start: Partial<Start> = {}): string =>
      then(startExecution(machine, { trigger: { triggerType: 'StartPipelineExecution' }, ...start })),
    /** Ends the oldest run of this name that is in progress. */
    succeed: (name: string, more: Partial<Settlement> = {}) => settle(name, { status: 'Succeeded', ...more }),
    fail: (name: string, code = 'JobFailed') =>
      settle(name, { status: 'Failed', error: { code, message: `${name} failed` } }),
    does: <T>(command: (machine: Machine) => T): T => then(command(machine)),
    passMinutes: (minutes: number) => {
      time += minutes * 60_000
      advance(machine)
    },
    status: (id: string): string => executionOf(id).status,
    stageStatus: (id: string, stage: string): string | undefined => recordOf(executionOf(id), stage)?.status,
    /** Names of what is in progress, such as `Build`. */
    running: (): readonly string[] =>
      pipeline.executions.flatMap(({ stages }) =>
        stages.flatMap(({ actions, rules }) =>
          [...actions, ...rules].filter(({ status }) => status === 'InProgress').map(({ name }) => name),
        ),
      ),
    /** Actions whose begin somebody was told, oldest first. */
    begun: (): readonly string[] =>
      effects.flatMap(({ kind, id }) => {
        const works = pipeline.executions.flatMap(({ stages }) => stages.flatMap(({ actions }) => actions))
        return kind === 'begin-action' ? [works.find((work) => work.id === id)!.name] : []
      }),
    told: (): readonly string[] =>
      pipeline.outbox.map(({ detailType, detail }) => {
        const place = [detail.stage, detail.action].filter((each) => each !== undefined).join('/')
        return `${detailType.split(' ')[1]} ${place} ${detail.state}`.replace('  ', ' ')
      }),
  }
}

export type RehearsedPipeline = ReturnType<typeof rehearsedPipeline>

const types: Readonly<Record<string, DeclaredAction['actionTypeId']>> = {
  Source: { category: 'Source', owner: 'AWS', provider: 'S3', version: '1' },
  Manual: { category: 'Approval', owner: 'AWS', provider: 'Manual', version: '1' },
  Lambda: { category: 'Invoke', owner: 'AWS', provider: 'Lambda', version: '1' },
}

/** An action of a stage; of AWS Lambda, unless another type is asked for. */
export function anAction(name: string, more: Partial<DeclaredAction> & { readonly is?: string } = {}): DeclaredAction {
  const { is = 'Lambda', ...members } = more
  return { name, actionTypeId: types[is]!, configuration: {}, ...members }
}

/** A stage of actions. */
export function aStage(
  name: string,
  actions: readonly DeclaredAction[],
  more: Partial<DeclaredStage> = {},
): DeclaredStage {
  return { name, actions, ...more }
}

/** A condition with rules of these names. */
export function aCondition(result: DeclaredCondition['result'], ...rules: readonly string[]): DeclaredCondition {
  return {
    ...(result !== undefined && { result }),
    rules: rules.map((name) => ({ name, ruleTypeId: { category: 'Rule', provider: 'LambdaInvoke' } })),
  }
}

/** The source stage with which pipelines begin. */
export const sourceStage = aStage('Source', [
  anAction('Fetch', { is: 'Source', outputArtifacts: [{ name: 'Code' }], namespace: 'Origin' }),
])
