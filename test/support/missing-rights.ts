import {
  GetPipelineExecutionCommand,
  ListActionExecutionsCommand,
  RetryStageExecutionCommand,
} from '@aws-sdk/client-codepipeline'
import { until } from './local-clients.ts'
import type { Rehearsal } from './rehearsal.ts'
import { pipelineName } from './rehearsed-accounts.ts'
import { type Right, takeAway } from './rendered-rights.ts'

/** The purposes of roles in the order of their actions, and the action that each works for. */
const actionOfPurpose: Readonly<Record<string, RegExp>> = {
  pipeline: /^Source\//,
  'release-source': /^Source\/Release$/,
  'toolkit-source': /^Source\/Toolkit$/,
  prepare: /^Staging\/Prepare$/,
  'in-staging-change': /^Staging\/Change$/,
  'in-staging-execute': /^Staging\/Deploy$/,
  deploy: /^Staging\/Deploy$/,
  gate: /^Staging\/Gate$/,
  bring: /^Plan\/Bring$/,
  'in-production-change': /^Plan\/Plan$/,
  plan: /^Plan\/Plan$/,
  window: /^Window\/Opened$/,
  alarms: /^Production\/Alarm1$/,
  'in-production-execute': /^Production\/Promote$/,
  promote: /^Production\/Promote$/,
}

/** What a role is for: `gate` of `parking-desk-in-staging-gate`. */
function purposeOf({ role }: Right): string {
  const name = role.slice(pipelineName.length + 1)
  return Object.hasOwn(actionOfPurpose, name) ? name : name.replace(/^in-[a-z]+-/, '')
}

/** Statements of the role of the pipeline that only the question to the approver needs. */
const ofApproval = ['AskForApproval', 'EncryptMessage']

/** The action that has to fail without a right; undefined for the roles of people. */
export function actionOf(right: Right): RegExp | undefined {
  if (ofApproval.includes(right.sid)) return /^Approve\/Approve$/
  return actionOfPurpose[purposeOf(right)]
}

/** Rights of actions, in the order in which the actions run. */
export function inOrder(rights: readonly Right[]): readonly Right[] {
  const purposes = Object.keys(actionOfPurpose)
  const placeOf = (right: Right) => purposes.indexOf(purposeOf(right))
  return rights.filter((right) => placeOf(right) >= 0).sort((one, other) => placeOf(one) - placeOf(other))
}

/** What happened without a right: the action that failed, with its message; undefined when all succeeded. */
export interface Without {
  readonly right: Right
  readonly failed: string | undefined
  readonly message: string
}

/**
 * Takes rights away, one at a time, and delivers without it. An execution that failed before production is retried at
 * the failed action, so that what succeeded before does not run again.
 * @param start starts an execution of the release, and gives its id
 */
export async function deliverWithout(
  rights: readonly Right[],
  { clients, local }: Pick<Rehearsal, 'clients' | 'local'>,
  start: () => Promise<string>,
): Promise<readonly Without[]> {
  const { codepipeline } = clients('pipeline')
  const seen: Without[] = []
  let open: { readonly pipelineExecutionId: string; readonly stageName: string } | undefined
  for (const right of rights) {
    const giveBack = await takeAway(local, right)
    try {
      let id: string
      if (open === undefined) id = await start()
      else {
        id = open.pipelineExecutionId
        await codepipeline.send(new RetryStageExecutionCommand({ pipelineName, ...open, retryMode: 'FAILED_ACTIONS' }))
      }
      const failed = await failedAction(codepipeline, id)
      const isOpen = failed !== undefined && ['Staging', 'Plan'].includes(failed.stageName)
      open = isOpen ? { pipelineExecutionId: id, stageName: failed.stageName } : undefined
      seen.push({ right, failed: failed && `${failed.stageName}/${failed.actionName}`, message: failed?.message ?? '' })
    } finally {
      await giveBack()
    }
  }
  return seen
}

async function failedAction(codepipeline: ReturnType<Rehearsal['clients']>['codepipeline'], id: string) {
  await until(async () => {
    const { pipelineExecution } = await codepipeline.send(
      new GetPipelineExecutionCommand({ pipelineName, pipelineExecutionId: id }),
    )
    return pipelineExecution!.status !== 'InProgress'
  }, 300)
  const { actionExecutionDetails = [] } = await codepipeline.send(
    new ListActionExecutionsCommand({
      pipelineName,
      filter: { latestInPipelineExecution: { pipelineExecutionId: id, startTimeRange: 'Latest' } },
    }),
  )
  const found = actionExecutionDetails.find(({ status }) => status === 'Failed')
  if (found === undefined) return undefined
  const message = found.output?.executionResult?.errorDetails?.message ?? ''
  return { stageName: found.stageName!, actionName: found.actionName!, message }
}
