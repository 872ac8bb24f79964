import {
  type ActionExecutionDetail,
  type CodePipelineClient,
  GetPipelineExecutionCommand,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
  ListRuleExecutionsCommand,
  RetryStageExecutionCommand,
} from '@aws-sdk/client-codepipeline'
import { until } from './local-clients.ts'
import { actionOf } from './missing-rights.ts'
import type { Delivery } from './prove-rights.ts'
import type { Decision } from './rendered-rights.ts'

export interface DeliveredPipeline {
  readonly codepipeline: CodePipelineClient
  readonly pipelineName: string
  /** Starts an execution, and gives its id. */
  start(): Promise<string>
  /** Answers the question of an execution that waits. */
  answer(execution: string, question: ActionExecutionDetail): Promise<void>
  decisions(): Promise<readonly Decision[]>
}

/** One execution, whose failed stage is tried again. Nothing succeeded before, so that nothing is rolled back. */
export function pipelineDelivery({
  codepipeline,
  pipelineName,
  start,
  answer,
  decisions,
}: DeliveredPipeline): Delivery {
  let id = ''
  let stageName: string | undefined
  const actionsOf = async () => {
    const latestInPipelineExecution = { pipelineExecutionId: id, startTimeRange: 'Latest' } as const
    const filter = { latestInPipelineExecution }
    const asked = new ListActionExecutionsCommand({ pipelineName, filter })
    return (await codepipeline.send(asked)).actionExecutionDetails ?? []
  }
  const rulesOf = async () => {
    const latestInPipelineExecution = { pipelineExecutionId: id, startTimeRange: 'Latest' } as const
    const asked = new ListRuleExecutionsCommand({ pipelineName, filter: { latestInPipelineExecution } })
    return (await codepipeline.send(asked)).ruleExecutionDetails ?? []
  }
  const isOver = async () => {
    const asked = new GetPipelineExecutionCommand({ pipelineName, pipelineExecutionId: id })
    if ((await codepipeline.send(asked)).pipelineExecution!.status !== 'InProgress') return true
    const question = (await actionsOf()).find(
      ({ actionName, status }) => actionName === 'Approve' && status === 'InProgress',
    )
    if (question !== undefined) await answer(id, question)
    return false
  }
  const creationIsOver = async () => {
    const { pipelineExecutionSummaries: all = [] } = await codepipeline.send(
      new ListPipelineExecutionsCommand({ pipelineName }),
    )
    return all.length > 0 && all.every(({ status }) => status === 'Failed')
  }
  const tryOn = async () => {
    const retry = { pipelineName, pipelineExecutionId: id, stageName, retryMode: 'FAILED_ACTIONS' } as const
    // A source that is fetched again belongs to an execution of its own.
    if (stageName === undefined || stageName === 'Source') id = await start()
    else await codepipeline.send(new RetryStageExecutionCommand(retry))
    await until(isOver, 1200)
    const failed = [...(await actionsOf()), ...(await rulesOf())].filter(({ status }) => status === 'Failed')
    stageName = failed[0]?.stageName
    return failed.map((work) => ({
      at: `${work.stageName}/${'ruleName' in work ? work.ruleName : (work as ActionExecutionDetail).actionName}`,
      message: work.output?.executionResult?.errorDetails?.message ?? '',
    }))
  }
  return {
    decisions,
    worksWith: (at, right) => actionOf(right)?.test(at) === true,
    async goOn() {
      if (id === '') await until(creationIsOver, 300)
      const failed = await tryOn()
      // A change set that was executed is gone: only another execution makes a new one.
      if (!failed.some(({ message }) => message.includes('ChangeSetNotFound'))) return failed
      stageName = undefined
      return await tryOn()
    },
  }
}
