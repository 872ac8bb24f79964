import { dirname } from 'node:path'
import { isRecord } from '../../core/documents/is-record.ts'
import type { Files } from '../../core/ports/files.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { findMissingDependencies, type MissingDependencies } from '../dependencies/missing-dependencies.ts'
import { artifactSlots, type Slot } from '../packaging/artifact-slots.ts'
import { findLocal, type LocalPath } from '../packaging/local-path.ts'
import { packedFiles } from '../packaging/packed-files.ts'
import { isRequirementsFolder } from '../packaging/requirements.ts'
import { parseTemplate, type Template } from '../template/template.ts'
import type { FoundTemplate } from './find-template.ts'

/** A folder of a function or a layer in which all of its run-time dependencies are missing. */
export interface UnbuiltFolder {
  readonly local: LocalPath
  readonly missing: readonly MissingDependencies[]
  /**
   * The Python version, such as `3.13`, and the architecture; undefined for other runtimes, or if a parameter sets it.
   */
  readonly python: { readonly version: string; readonly architecture: 'x86_64' | 'arm64' } | undefined
}

/** What a template shows about the build of its functions. */
export interface BuildNeeds {
  readonly usesSam: boolean
  /** Functions and layers that only `sam build` can build, because they set a BuildMethod (AWS SAM, "Metadata"). */
  readonly ofSam: readonly string[]
  readonly folders: readonly UnbuiltFolder[]
}

/** Finds folders of a template that were not built. Packaging reports folders that do not exist. */
export async function findBuildNeeds(files: Files, { path, folder: root }: FoundTemplate): Promise<BuildNeeds> {
  const template = await parseTemplate(await files.readText(path), path)
  const found = new Map<string, UnbuiltFolder>()
  for (const slot of artifactSlots(template)) {
    const { kind } = slot.property
    if (kind !== 'function' && kind !== 'layer') continue
    const local = await findPresent(files, { folder: dirname(path), root }, slot)
    if (local?.kind !== 'folder' || found.has(local.absolute)) continue
    if (kind === 'layer' && (await isRequirementsFolder(files, local))) continue
    const paths = await pathsOf(files, local)
    const missing = await findMissingDependencies(files, local.absolute, paths)
    if (missing.length > 0) found.set(local.absolute, { local, missing, python: pythonOf(template, slot) })
  }
  return { usesSam: usesSam(template), ofSam: builtBySam(template), folders: [...found.values()] }
}

async function findPresent(
  files: Files,
  scope: Parameters<typeof findLocal>[1],
  { value, owner }: Slot,
): Promise<LocalPath | undefined> {
  try {
    return await findLocal(files, scope, value, owner)
  } catch (error) {
    if (error instanceof StageError) return undefined
    throw error
  }
}

async function pathsOf(files: Files, { absolute, shown }: LocalPath): Promise<readonly string[]> {
  const entries = await packedFiles({ files, report: () => {} }, absolute, shown).catch((error: unknown) => {
    if (error instanceof StageError) return []
    throw error
  })
  return entries.map(({ path }) => path)
}

function usesSam(template: Template): boolean {
  const { Transform } = template as { Transform?: unknown }
  return [Transform].flat().includes('AWS::Serverless-2016-10-31')
}

function builtBySam({ Resources }: Template): readonly string[] {
  return Object.entries(Resources).flatMap(([id, resource]) => {
    const { Metadata } = resource as { Metadata?: unknown }
    return isRecord(Metadata) && typeof Metadata.BuildMethod === 'string' ? [id] : []
  })
}

function pythonOf(template: Template, { properties }: Slot): UnbuiltFolder['python'] {
  const { Globals } = template as { Globals?: { Function?: unknown } }
  const given = { ...(isRecord(Globals?.Function) ? Globals.Function : {}), ...properties }
  const runtimes = [given.Runtime, ...(Array.isArray(given.CompatibleRuntimes) ? given.CompatibleRuntimes : [])]
  const version = runtimes.flatMap((each) =>
    typeof each === 'string' ? (/^python(3\.\d+)$/.exec(each)?.[1] ?? []) : [],
  )[0]
  const machines = [given.Architectures, given.CompatibleArchitectures].flat()
  return version === undefined ? undefined : { version, architecture: machines.includes('arm64') ? 'arm64' : 'x86_64' }
}
