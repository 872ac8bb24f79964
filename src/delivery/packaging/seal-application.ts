import { dirname } from 'node:path'
import { isRecord } from '../../core/documents/is-record.ts'
import type { Context } from '../../core/run/context.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { sha256 } from '../../core/sha256.ts'
import { createDeflater } from '../archive/deflate.ts'
import { isKnownZlib } from '../archive/zlib-canary.ts'
import { artifactsOf, type ReleaseManifest, renderManifest } from '../release/manifest.ts'
import type { Blobs } from '../release/write-release.ts'
import type { Template } from '../template/template.ts'
import { findLocal } from './local-path.ts'
import { packageTemplate } from './package-template.ts'
import { createPacker, type Packer } from './packer.ts'
import { wheelStore } from './wheels/wheel-store.ts'

/** A release that is complete on this machine. */
export interface SealedApplication {
  readonly manifest: ReleaseManifest
  /** SHA-256 of the manifest, hex. */
  readonly digest: string
  readonly blobs: Blobs
  /** The number of distinct contents, and their total size. */
  readonly contents: number
  readonly bytes: number
}

/**
 * Packages everything that a template refers to, and seals it by a manifest. It writes only to `temporaryFolder` and to
 * the cache of wheels.
 * @param options paths are absolute; `temporaryFolder` is for content that does not fit into memory, and must exist as
 * long as the blobs are used
 */
export async function sealApplication(
  context: Context,
  options: {
    readonly template: string
    /**
     * Folder of the files that the template's metadata names. Defaults to the template's folder; differs if a tool made
     * it.
     */
    readonly folder?: string
    readonly root: string
    readonly application: string
    readonly temporaryFolder: string
  },
): Promise<SealedApplication> {
  const { files, report } = context
  if (!isKnownZlib())
    report({
      kind: 'warning',
      text: 'this Node.js uses another zlib than official builds: the same content has other digests in archives made here',
    })
  const deflater = createDeflater()
  try {
    const packer = createPacker({ files, report, folder: options.temporaryFolder, deflater }, wheelStore(context))
    const { template, text } = await packageTemplate({ files, packer, report, root: options.root }, options.template)
    const gate = await sealNamed(context, packer, template, { ...options, member: 'Gate', kind: 'gate' })
    const model = await sealNamed(context, packer, template, { ...options, member: 'Model', kind: 'model' })
    const path = options.template.slice(options.root.length + 1)
    const body = packer.addBytes(path, 'template', new TextEncoder().encode(text))
    const artifacts = packer.artifacts()
    const manifest: ReleaseManifest = {
      formatVersion: 1,
      application: options.application,
      template: artifacts.find((artifact) => artifact.sha256 === body && artifact.path === path)!,
      ...(gate === undefined ? {} : { gate: artifacts.find(({ kind }) => kind === 'gate')! }),
      ...(model === undefined ? {} : { model: artifacts.find(({ kind }) => kind === 'model')! }),
      artifacts: artifacts.filter(
        ({ path: at, kind }) => kind !== 'gate' && kind !== 'model' && !(kind === 'template' && at === path),
      ),
      parameters: Object.keys(template.Parameters ?? {}).sort(),
    }
    const all = artifactsOf(manifest)
    const bytes = all.reduce((sum, artifact) => sum + artifact.bytes, 0)
    return { manifest, digest: sha256(renderManifest(manifest)), blobs: packer.blobs, contents: all.length, bytes }
  } finally {
    await deflater.close()
  }
}

/** The name that a template gives its application, if it does. */
export function applicationOf(template: Template): string | undefined {
  const name = liftlockOf(template).Application
  return typeof name === 'string' ? name : undefined
}

/** Whether a template names compiled scenarios, so that a quality gate can test its deployment. */
export function namesGate(template: Template): boolean {
  return liftlockOf(template).Gate !== undefined
}

/** Reads a document that the template's metadata names: the compiled scenarios, or the summary of the model. */
async function sealNamed(
  { files }: Context,
  packer: Packer,
  template: Template,
  {
    template: path,
    root,
    folder = dirname(path),
    member,
    kind,
  }: {
    readonly template: string
    readonly root: string
    readonly folder?: string
    readonly member: 'Gate' | 'Model'
    readonly kind: 'gate' | 'model'
  },
): Promise<string | undefined> {
  const named = liftlockOf(template)[member]
  if (named === undefined) return undefined
  const owner = `${member} in the metadata of the template`
  if (typeof named !== 'string') throw new StageError('template-invalid', `${owner} is not a path`)
  const local = await findLocal(files, { folder, root }, named, owner)
  return packer.addBytes(local.shown, kind, await files.readBytes(local.absolute))
}

function liftlockOf(template: Template): Record<string, unknown> {
  const { Metadata } = template as { Metadata?: { Liftlock?: unknown } }
  return isRecord(Metadata?.Liftlock) ? Metadata.Liftlock : {}
}
