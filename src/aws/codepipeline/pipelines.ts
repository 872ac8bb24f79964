import { pageGuard } from '../../core/pacing/page-guard.ts'
import type { Page, Pipelines } from '../../core/ports/pipelines.ts'
import { defined } from '../../core/run/defined.ts'
import type { Configure } from '../client-configuration.ts'
import { logTail } from '../cloudwatch-logs/log-tail.ts'
import { pipelineCalls } from './pipeline-calls.ts'

/** The most that one answer of the service has. */
const maxResults = 100
const mostEmptyPages = 100

/** A page with something in it, if there is more: a page of a filtered list may be empty although others follow. */
function filled<T>(list: string, read: (page: string | undefined) => Promise<Page<T>>) {
  return async (page?: string): Promise<Page<T>> => {
    // The page that is asked for counts as one, although it is not known to be empty.
    const most = page === undefined ? mostEmptyPages : mostEmptyPages + 1
    const text = `the service gives ${mostEmptyPages} empty pages in a row`
    const guard = pageGuard(`CodePipeline ${list}`, most, text)
    for (let from = guard(page); ; ) {
      const answer = await read(from)
      const next = answer.next || undefined
      if (answer.items.length > 0 || next === undefined) return { items: answer.items, next }
      from = guard(next)
    }
  }
}

/** The pipelines of an account. The client loads on first use. */
export function codePipelines(configure: Configure): Pipelines {
  const call = pipelineCalls(configure)
  return {
    list: filled('ListPipelines', async (page) => {
      const { pipelines, nextToken } = await call('ListPipelines', '', (sdk, client) =>
        client.send(new sdk.ListPipelinesCommand({ ...defined({ nextToken: page }) })),
      )
      return { items: pipelines ?? [], next: nextToken }
    }),

    async definition(pipeline) {
      const answer = await call('GetPipeline', pipeline, (sdk, client) =>
        client.send(new sdk.GetPipelineCommand({ name: pipeline })),
      )
      return answer.pipeline ?? {}
    },

    async state(pipeline) {
      const { stageStates } = await call('GetPipelineState', pipeline, (sdk, client) =>
        client.send(new sdk.GetPipelineStateCommand({ name: pipeline })),
      )
      return stageStates ?? []
    },

    async execution(pipeline, pipelineExecutionId) {
      const { pipelineExecution } = await call('GetPipelineExecution', pipeline, (sdk, client) =>
        client.send(new sdk.GetPipelineExecutionCommand({ pipelineName: pipeline, pipelineExecutionId })),
      )
      return pipelineExecution ?? { pipelineExecutionId }
    },

    executions(pipeline, succeededIn, page) {
      const filter = succeededIn === undefined ? undefined : { succeededInStage: { stageName: succeededIn } }
      return filled('ListPipelineExecutions', async (from) => {
        const request = { pipelineName: pipeline, maxResults, ...defined({ filter, nextToken: from }) }
        const answer = await call('ListPipelineExecutions', pipeline, (sdk, client) =>
          client.send(new sdk.ListPipelineExecutionsCommand(request)),
        )
        return { items: answer.pipelineExecutionSummaries ?? [], next: answer.nextToken }
      })(page)
    },

    actions(pipeline, pipelineExecutionId, page) {
      const filter = { pipelineExecutionId }
      return filled('ListActionExecutions', async (from) => {
        const request = { pipelineName: pipeline, filter, maxResults, ...defined({ nextToken: from }) }
        const answer = await call('ListActionExecutions', pipeline, (sdk, client) =>
          client.send(new sdk.ListActionExecutionsCommand(request)),
        )
        return { items: answer.actionExecutionDetails ?? [], next: answer.nextToken }
      })(page)
    },

    rules(pipeline, pipelineExecutionId, page) {
      const filter = { pipelineExecutionId }
      return filled('ListRuleExecutions', async (from) => {
        const request = { pipelineName: pipeline, filter, maxResults, ...defined({ nextToken: from }) }
        const answer = await call('ListRuleExecutions', pipeline, (sdk, client) =>
          client.send(new sdk.ListRuleExecutionsCommand(request)),
        )
        return { items: answer.ruleExecutionDetails ?? [], next: answer.nextToken }
      })(page)
    },

    async start({ pipeline, token, variables, sourceRevisions }) {
      const { pipelineExecutionId } = await call('StartPipelineExecution', pipeline, (sdk, client) =>
        client.send(
          new sdk.StartPipelineExecutionCommand({
            name: pipeline,
            clientRequestToken: token,
            ...(variables.length > 0 && { variables: [...variables] }),
            ...(sourceRevisions.length > 0 && { sourceRevisions: [...sourceRevisions] }),
          }),
        ),
      )
      return pipelineExecutionId ?? ''
    },

    async stop(pipelineName, pipelineExecutionId, abandon, reason) {
      const request = { pipelineName, pipelineExecutionId, abandon, reason }
      await call('StopPipelineExecution', pipelineName, (sdk, client) =>
        client.send(new sdk.StopPipelineExecutionCommand(request)),
      )
    },

    async answer({ pipeline, stage, action, token, decision, comment }) {
      const result = { status: decision, summary: comment }
      const request = { pipelineName: pipeline, stageName: stage, actionName: action, token, result }
      await call('PutApprovalResult', pipeline, (sdk, client) => client.send(new sdk.PutApprovalResultCommand(request)))
    },

    async retry(pipelineName, stageName, pipelineExecutionId, retryMode) {
      const request = { pipelineName, stageName, pipelineExecutionId, retryMode }
      await call('RetryStageExecution', pipelineName, (sdk, client) =>
        client.send(new sdk.RetryStageExecutionCommand(request)),
      )
    },

    async rollback(pipelineName, stageName, targetPipelineExecutionId) {
      const request = { pipelineName, stageName, targetPipelineExecutionId }
      const { pipelineExecutionId } = await call('RollbackStage', pipelineName, (sdk, client) =>
        client.send(new sdk.RollbackStageCommand(request)),
      )
      return pipelineExecutionId ?? ''
    },

    async override(pipelineName, stageName, pipelineExecutionId, conditionType) {
      const request = { pipelineName, stageName, pipelineExecutionId, conditionType }
      await call('OverrideStageCondition', pipelineName, (sdk, client) =>
        client.send(new sdk.OverrideStageConditionCommand(request)),
      )
    },

    async enableTransition(pipelineName, stageName) {
      const request = { pipelineName, stageName, transitionType: 'Inbound' } as const
      await call('EnableStageTransition', pipelineName, (sdk, client) =>
        client.send(new sdk.EnableStageTransitionCommand(request)),
      )
    },

    async disableTransition(pipelineName, stageName, reason) {
      const request = { pipelineName, stageName, transitionType: 'Inbound', reason } as const
      await call('DisableStageTransition', pipelineName, (sdk, client) =>
        client.send(new sdk.DisableStageTransitionCommand(request)),
      )
    },

    logTail: (stream, most) => logTail(configure, stream, most),
  }
}
