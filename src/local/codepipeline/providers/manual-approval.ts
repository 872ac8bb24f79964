import type { PipelineServices } from '../../../aws/pipeline-actions/pipeline-services.ts'
import type { Settlement } from '../machine/settle.ts'
import type { Order } from '../service/perform-work.ts'
import { identityOf } from './identity.ts'

/**
 * The action Manual: a person tells its end. The topic of the action is told once that somebody has to decide, with the
 * rights of the action's role; an action whose message cannot be published fails.
 */
export async function askApproval(services: PipelineServices, order: Order): Promise<Settlement | undefined> {
  const { NotificationArn: topic } = order.work.resolvedConfiguration
  // Told before a restart.
  if (topic === undefined || order.work.checkpoint === order.work.id) return undefined
  try {
    await services.publishMessage(identityOf(order), { topic, ...approvalMessage(order) })
  } catch (error) {
    const { name, message } = error as Error
    const code = /AuthorizationError|AccessDenied/.test(name) ? 'PermissionError' : 'ConfigurationError'
    return { status: 'Failed', error: { code, message: `${topic}: ${message}` } }
  }
  order.progress({ checkpoint: order.work.id })
  return undefined
}

/** The message in the form of the service (recorded). */
export function approvalMessage({ pipeline, stage, work }: Pick<Order, 'pipeline' | 'stage' | 'work'>) {
  const { region, name } = pipeline
  const { ExternalEntityLink, CustomData } = work.resolvedConfiguration
  const console = `https://console.aws.amazon.com/codesuite/codepipeline/pipelines/${name}/view?region=${region}`
  const approval = {
    pipelineName: name,
    stageName: stage.name,
    actionName: work.name,
    token: work.id,
    expires: toMinute(work.expires ?? work.started),
    externalEntityLink: ExternalEntityLink ?? null,
    approvalReviewLink: `${console}#/${stage.name}/${work.name}/approve/${work.id}`,
    customData: CustomData ?? null,
  }
  return {
    subject: `APPROVAL NEEDED: AWS CodePipeline ${shortened(name)} for action ${shortened(work.name)}`,
    text: JSON.stringify({ region, consoleLink: console, approval }),
  }
}

/** Names in the subject are cut (recorded): SNS takes 100 characters. */
function shortened(name: string): string {
  return name.length > 24 ? `${name.slice(0, 24)}...` : name
}

/** Such as `2026-10-05T21:21Z`. */
function toMinute(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16)}Z`
}
