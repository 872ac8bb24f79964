import type { ActionServices } from '../../../aws/pipeline-actions/action-services.ts'
import type { ActionIdentity } from '../../../aws/pipeline-actions/pipeline-services.ts'
import type { PipelineStart } from '../../../aws/pipeline-actions/pipeline-starts.ts'
import type { Settlement } from '../machine/settle.ts'
import type { Order } from '../service/perform-work.ts'
import { ActionFailure, failed, settling } from './shared/action-failure.ts'
import { endOfInvokedPipeline } from './shared/decisions.ts'
import { patiently, polled } from './shared/patiently.ts'

/**
 * The action CodePipeline: starts another pipeline once, and ends as its execution ends (CodePipeline User Guide, "AWS
 * CodePipeline invoke action reference"). It has no output variables.
 */
export async function invokePipeline(
  services: ActionServices,
  order: Order,
  identity: ActionIdentity,
): Promise<Settlement | undefined> {
  const { work } = order
  const { PipelineName: name = '', SourceRevisions, Variables } = work.resolvedConfiguration
  return await settling('AWSCodePipeline', async () => {
    const variables = listOf(Variables, 'Variables', ['name', 'value']) as unknown as PipelineStart['variables']
    const members = ['actionName', 'revisionType', 'revisionValue']
    const sourceRevisions = listOf(
      SourceRevisions,
      'SourceRevisions',
      members,
    ) as unknown as PipelineStart['sourceRevisions']
    // A repeated token starts nothing: it answers with the execution that it started before.
    const start = () => services.startPipeline(identity, { name, variables, sourceRevisions, token: work.id })
    const id = work.checkpoint ?? (await patiently(order, start))
    if (work.checkpoint === undefined) {
      const page = `codesuite/codepipeline/pipelines/${encodeURIComponent(name)}/executions/${id}/timeline`
      const externalExecutionUrl = `https://${identity.region}.console.aws.amazon.com/${page}?region=${identity.region}`
      order.progress({ checkpoint: id, externalExecutionId: id, externalExecutionUrl })
    }
    return await polled(order, async () => {
      const { status, summary } = await services.pipelineProgress(identity, name, id)
      const end = endOfInvokedPipeline(status)
      if (end === undefined) return undefined
      const told = `The execution ${id} of ${name} ended as ${status}.${summary === undefined ? '' : ` ${summary}`}`
      return end === 'Failed' ? failed('JobFailed', told) : { status: end, externalExecutionId: id, summary: told }
    })
  })
}

/** A list in JSON text whose members are texts. @throws ActionFailure */
function listOf(text: string | undefined, key: string, members: readonly string[]): readonly Record<string, string>[] {
  if (text === undefined || text === '') return []
  let given: unknown
  try {
    given = JSON.parse(text)
  } catch (error) {
    throw new ActionFailure('ConfigurationError', `${key} is no JSON: ${(error as Error).message}.`)
  }
  const isRight = (each: unknown) =>
    typeof each === 'object' &&
    each !== null &&
    members.every((member) => typeof (each as Record<string, unknown>)[member] === 'string')
  if (Array.isArray(given) && given.every(isRight)) return given as Record<string, string>[]
  throw new ActionFailure('ConfigurationError', `${key} is no list of objects with ${members.join(', ')} as texts.`)
}
