import { parseRecord } from '../../../core/documents/stored-record.ts'
import { type ModelSummary, modelSummary } from '../../../core/model-summary/model-summary.ts'
import { defined } from '../../../core/run/defined.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { modelSummaryLimits } from '../../documents/limits.ts'
import { type Release, readArtifact, readManifest } from '../../release/read-release.ts'
import type { ArtifactBucket } from '../../release/release-keys.ts'
import { modelDifference } from './model-difference.ts'
import type { NamedRelease, ReleaseNews } from './release-news.ts'

/** A release in the bucket that has it. */
interface StoredRelease {
  readonly release: Release
  readonly source: ArtifactBucket
}

/**
 * What is new in a release since the one that runs. Both models are read from the sealed releases. It only informs: what
 * cannot be read is said in `uncompared`, and stops nothing.
 * @param running the release that runs, and the environment's own bucket; undefined before the first deployment
 */
export async function readNews(
  next: StoredRelease,
  running: { readonly named: NamedRelease; readonly source: ArtifactBucket } | undefined,
): Promise<ReleaseNews | undefined> {
  const { digest, version } = next.release
  if (running?.named.digest === digest) return undefined
  const news = { from: running?.named, to: { digest, ...defined({ version }) } }
  if (running === undefined || next.release.manifest.model === undefined) return news
  try {
    const [after, former] = await Promise.all([
      readSummary(next.source, next.release),
      readManifest(running.source, running.named.digest),
    ])
    const before = await readSummary(running.source, former)
    if (before === undefined || after === undefined)
      return { ...news, uncompared: 'the release that runs has no summary of its model' }
    return { ...news, model: modelDifference(before, after) }
  } catch (error) {
    if (!(error instanceof StageError)) throw error
    return { ...news, uncompared: error.message }
  }
}

/** The model of a release; undefined when it has none. @throws StageError `release-tampered` */
async function readSummary(source: ArtifactBucket, { manifest }: Release): Promise<ModelSummary | undefined> {
  if (manifest.model === undefined) return undefined
  const bytes = await readArtifact(source, manifest.model)
  return parseRecord(bytes, modelSummary, {
    name: manifest.model.path,
    reason: 'release-tampered',
    hint: 'use the version of liftlock that made it, or newer',
    limits: modelSummaryLimits,
  })
}
