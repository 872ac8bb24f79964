import { everyPage } from '../../../core/pacing/every-page.ts'
import { poll } from '../../../core/pacing/poll.ts'
import type { ExecutionDetail, PipelineDeclaration } from '../../../core/ports/pipeline-shapes.ts'
import type { SourceRevision } from '../../../core/ports/pipelines.ts'
import type { Context } from '../../../core/run/context.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { shortIfDigest } from '../../../core/text/short-digest.ts'
import { digestOf } from '../../../delivery/digest.ts'
import { releaseOf } from '../../../pipeline/execution/release-of.ts'
import { releaseSource } from '../../../pipeline/rendering/release-source.ts'
import { goesOn } from '../driving/goes-on.ts'
import { unlessBusy } from '../driving/unless-busy.ts'
import { findBundle } from '../sources/stored-bundle.ts'
import type { Update } from './make-way.ts'
import { changeRestarts, findRestarts } from './restarts.ts'
import { stopParked } from './stop-parked.ts'

interface Restarting extends Pick<Update, 'pipeline' | 'pipelines' | 'restarts'> {
  /** The version before this run changed the pipeline; undefined when it did not. */
  readonly before?: number | undefined
}

/** Milliseconds: reads of the definition may be older than its update. */
const late = { first: 1000, longest: 10_000, limit: 120_000 }

const stopReason = 'the pipeline was updated, and the release is started again'

/**
 * Starts again what an update has stopped: the same release with the same bundle, oldest first. An interrupted run goes
 * on where it stopped, because each start has a token of its own.
 * @returns the ids of the new executions
 */
export async function startAgain(update: Restarting, context: Context): Promise<readonly string[]> {
  const noted = await findRestarts(update.restarts, context)
  if (noted.length === 0) return []
  const definition = await changedDefinition(update, context)
  const begun: string[] = []
  for (const former of noted) {
    const id = await restartOne(former, definition, update, context)
    if (id !== undefined) begun.push(id)
    await changeRestarts(update.restarts, (left) => left.filter((each) => each !== former), context)
  }
  return begun
}

/** The definition after the update. One that never shows it is taken as it is. */
async function changedDefinition({ pipeline, pipelines, before }: Restarting, context: Context) {
  let read: PipelineDeclaration | undefined
  await poll(context, late, async () => {
    read = await pipelines.definition(pipeline)
    return before === undefined || (read.version ?? 0) > before ? read : undefined
  })
  return read!
}

async function restartOne(
  former: string,
  definition: PipelineDeclaration,
  { pipeline, pipelines, restarts }: Restarting,
  context: Context,
): Promise<string | undefined> {
  const detail = await pipelines.execution(pipeline, former).catch((error: unknown) => {
    if (error instanceof StageError && error.reason === 'execution-missing') return undefined
    throw error
  })
  const release = detail && releaseOf(detail)
  const leftAlone = whyLeftAlone(detail, release, definition)
  if (detail === undefined || release === undefined || leftAlone !== undefined) {
    const text = `execution ${former}${releaseText(release)} is not started again: ${leftAlone}`
    context.report({ kind: 'warning', text })
    return undefined
  }
  if (goesOn(detail.status)) await stopParked(former, { pipeline, pipelines, reason: stopReason }, context)
  const declared = new Set(definition.variables?.map(({ name }) => name))
  const variables = (detail.variables ?? []).flatMap(({ name = '', resolvedValue = '' }) =>
    declared.has(name) && resolvedValue !== '' ? [{ name, value: resolvedValue }] : [],
  )
  const source = releaseSource(definition)
  const bundle = source && (await findBundle(source, release, restarts.store, context))
  const sourceRevisions = bundle ?? (await formerRevisions(former, source?.action, { pipeline, pipelines }))
  const token = digestOf({ pipeline, again: former })
  const id = await unlessBusy(context, () => pipelines.start({ pipeline, token, variables, sourceRevisions }))
  const named = shortIfDigest(release)
  context.report({ kind: 'note', text: `release ${named} started again: execution ${id} in place of ${former}` })
  return id
}

/** Undefined for one that the update stopped: what ended in another way, or runs in the new version, is left alone. */
function whyLeftAlone(
  detail: ExecutionDetail | undefined,
  release: string | undefined,
  { version }: PipelineDeclaration,
): string | undefined {
  if (detail === undefined) return 'the service has it no longer'
  if (release === undefined) return 'it names no release'
  const { status, pipelineVersion } = detail
  if (!goesOn(status) && status !== 'Cancelled' && status !== 'Stopped') return `it has ended by itself: ${status}`
  const isOfNow = pipelineVersion !== undefined && version !== undefined && pipelineVersion >= version
  return isOfNow ? `the pipeline has the version that it runs, ${version}` : undefined
}

function releaseText(release: string | undefined): string {
  return release === undefined ? '' : ` of release ${shortIfDigest(release)}`
}

/** The version of the bundle that the former execution read, where it was not brought by us. */
async function formerRevisions(
  id: string,
  action: string | undefined,
  { pipeline, pipelines }: Pick<Restarting, 'pipeline' | 'pipelines'>,
): Promise<readonly SourceRevision[]> {
  const listed = await everyPage(
    (page) => pipelines.executions(pipeline, undefined, page),
    (items) => items.some(({ pipelineExecutionId }) => pipelineExecutionId === id),
  )
  const { sourceRevisions = [] } = listed.find(({ pipelineExecutionId }) => pipelineExecutionId === id) ?? {}
  return sourceRevisions.flatMap(({ actionName, revisionId }) =>
    actionName === undefined || actionName !== action || revisionId === undefined
      ? []
      : [{ actionName, revisionType: 'S3_OBJECT_VERSION_ID' as const, revisionValue: revisionId }],
  )
}
