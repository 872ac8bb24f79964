import type { PipelineDeclaration } from '../../../core/ports/pipeline-shapes.ts'
import type { SourceRevision } from '../../../core/ports/pipelines.ts'
import type { Context } from '../../../core/run/context.ts'
import { input, meaning, next } from '../../../core/run/next-step.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { shortDigest } from '../../../core/text/short-digest.ts'
import { parseVersion } from '../../../delivery/release/version-pointer.ts'
import { type ReleaseSource, releaseSource } from '../../../pipeline/rendering/release-source.ts'
import type { Drive } from '../driving/drive.ts'
import type { NamedText } from '../driving/named-texts.ts'
import { releaseDigest } from '../driving/release-digest.ts'
import { type Bundle, readBundle } from '../sources/read-bundle.ts'
import { bundleRevision, releaseOfVersion, uploadBundle } from '../sources/stored-bundle.ts'
import { releaseVariable } from './release-variable.ts'

/** The inputs about the release. */
export interface ReleaseInputs {
  readonly pipeline: string
  readonly release?: string | undefined
  readonly bundle?: string | undefined
  readonly revisions?: string | undefined
  readonly objectKeys?: string | undefined
}

/** What a start gives a pipeline so that it delivers exactly one release. */
export interface AskedRelease {
  readonly variables: readonly NamedText[]
  readonly revisions: readonly SourceRevision[]
}

/**
 * The release as a variable and, in a pipeline of ours, as the revision of its bundle; looked up before anything starts.
 * A bundle that is given is uploaded when it is not there.
 * @throws StageError `release-missing`, `release-tampered`, `version-taken`, `input-invalid`, `input-missing`
 */
export async function askedRelease(
  inputs: ReleaseInputs,
  definition: PipelineDeclaration,
  drive: Pick<Drive, 'artifacts' | 'store'>,
  context: Context,
): Promise<AskedRelease> {
  const { pipeline, release, bundle, revisions = '', objectKeys = '' } = inputs
  if (release === undefined && bundle === undefined) return { variables: [], revisions: [] }
  const name = releaseVariable(pipeline, definition)
  const source = releaseSource(definition)
  if (bundle !== undefined && source === undefined)
    throw new StageError('input-invalid', `pipeline ${pipeline} reads no bundle, so it takes none`, {
      hint: next`leave out ${input('bundle')}`,
    })
  const digest =
    bundle === undefined
      ? await digestOf(release!, source, drive, context)
      : await brought(bundle, release, source!, drive, context)
  const isNamed = (text: string) => text.split('\n').some((line) => line.trimStart().startsWith(`${source?.action}=`))
  const isGiven = source === undefined || isNamed(revisions) || isNamed(objectKeys)
  return {
    variables: [{ name, value: digest }],
    revisions: isGiven ? [] : await bundleRevision(source, digest, drive.store, context),
  }
}

/** A version of a pipeline of ours is looked up beside the bundles, unless an environment says where it is. */
async function digestOf(
  release: string,
  source: ReleaseSource | undefined,
  drive: Pick<Drive, 'artifacts' | 'store'>,
  context: Context,
): Promise<string> {
  const isDigest = /^(?:sha256:)?[0-9a-f]{12,64}$/.test(release)
  if (source === undefined || drive.artifacts.bucket !== undefined || isDigest) return releaseDigest(release, drive)
  const version = parseVersion(release)
  const { application } = drive.artifacts
  if (application !== undefined) return releaseOfVersion(source, { application, version }, drive.store, context)
  throw new StageError('input-missing', `version ${version} is one of an application, and liftlock.yml names none`, {
    hint: next`give the digest of the release, or the folder of liftlock.yml: ${input('configuration', meaning('folder'))}`,
  })
}

/** A pipeline would deploy it under the name of its own application. */
function refuseForeign(path: string, { application }: Bundle, own: string | undefined): void {
  if (own === undefined || own === application) return
  throw new StageError(
    'input-invalid',
    `${path} holds a release of ${application}, and liftlock.yml is that of ${own}`,
    {
      hint: next`give a bundle of ${own}, or the folder of the other liftlock.yml: ${input('configuration', meaning('folder'))}`,
    },
  )
}

/** Uploads a bundle. @returns the digest of its release */
async function brought(
  path: string,
  release: string | undefined,
  source: ReleaseSource,
  { artifacts, store }: Pick<Drive, 'artifacts' | 'store'>,
  context: Context,
): Promise<string> {
  const bundle = await readBundle(context.files, path)
  const meant = release?.replace(/^sha256:/, '')
  if (meant !== undefined && meant !== bundle.version && !(meant.length >= 12 && bundle.release.startsWith(meant)))
    throw new StageError('input-invalid', `${path} holds release ${shortDigest(bundle.release)}, not ${release}`, {
      hint: next`give the bundle of the release, or leave out ${input('release')}`,
    })
  refuseForeign(path, bundle, artifacts.application)
  const uploaded = await uploadBundle(source, bundle, store, context)
  const what = uploaded ? 'uploaded' : 'is there already'
  context.report({ kind: 'note', text: `bundle of release ${shortDigest(bundle.release)}: ${what}` })
  return bundle.release
}
