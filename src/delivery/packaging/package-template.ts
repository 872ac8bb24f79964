import { dirname } from 'node:path'
import { isRecord } from '../../core/documents/is-record.ts'
import { concurrently } from '../../core/pacing/concurrently.ts'
import type { Files } from '../../core/ports/files.ts'
import type { Context } from '../../core/run/context.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { blobKey } from '../release/release-keys.ts'
import { asTemplate, type Template } from '../template/template.ts'
import { largestTemplateBytes } from '../template/template-limits.ts'
import { readTemplateSource, writeTemplate } from '../template/template-source.ts'
import { artifactSlots, type Slot, textSlots } from './artifact-slots.ts'
import { containerImages } from './container-images.ts'
import { type IncludedFile, inlineIncludes } from './inline-includes.ts'
import { findLocal, type LocalPath, type PathScope } from './local-path.ts'
import { type LoopPaths, mappingName, turnMapping, withMappings } from './loop-paths.ts'
import type { Packer } from './packer.ts'
import {
  addressIn,
  bucketParameter,
  declareBucket,
  isS3Address,
  membersOf,
  passBucket,
  referenceByKey,
  referenceTo,
} from './reference.ts'
import { becomeStack } from './sam-application.ts'
import { TemplateFiles } from './template-files.ts'
import { wheelTargetOf } from './wheels/wheel-target.ts'

/** A template whose local paths were replaced by references to objects in a bucket that only the deployment knows. */
export interface PackagedTemplate {
  readonly template: Template
  /** The text of the source, with references instead of paths. */
  readonly text: string
}

/** What is needed to package the templates of one release. */
export interface TemplatePackaging {
  readonly files: Files
  readonly packer: Packer
  readonly report: Context['report']
  /** Absolute path of the folder that no local path may leave. */
  readonly root: string
}

/** The same, with the templates found so far. */
interface Packaging extends TemplatePackaging {
  readonly templates: TemplateFiles<PackagedTemplate>
  readonly includes: Map<string, Promise<IncludedFile>>
}

/**
 * Packages the files that a template refers to, including nested templates and the files that these refer to. Each file
 * is read and packaged once, however many templates nest it.
 * @param path of the template, absolute
 * @throws StageError `template-invalid`, and those of paths and artifacts
 */
export function packageTemplate(packaging: TemplatePackaging, path: string): Promise<PackagedTemplate> {
  const whole: Packaging = { ...packaging, templates: new TemplateFiles(), includes: new Map() }
  return whole.templates.use(undefined, path, () => packageFile(whole, path))
}

async function packageFile(packaging: Packaging, path: string): Promise<PackagedTemplate> {
  const { files, root } = packaging
  const scope = { folder: dirname(path), root }
  const source = await readTemplateSource(await files.readText(path), path)
  const whole = await inlineIncludes(source.value, path, (location) => readInclude(packaging, scope, location))
  const template = await asTemplate(whole, source)
  for (const { owner, uri } of containerImages(template))
    packaging.report({
      kind: 'warning',
      text: `${owner} is ${uri}: a tag can be moved, so another image may run in production than the one that was tested; name it by its digest`,
    })
  const slots = artifactSlots(template)
  writeAddresses(template)
  const packed = await concurrently(slots, 4, (slot) => packageSlot({ packaging, path, template, scope }, slot))
  const mapped = withMappings(
    template,
    packed.flatMap(({ mapping }) => (mapping === undefined ? [] : [mapping])),
  )
  const packaged = packed.some(({ refers }) => refers) ? declareBucket(mapped) : mapped
  const { Resources: _, ...without } = packaged
  const text = await writeTemplate(source, isRecord(whole) && isRecord(whole.Resources) ? packaged : without)
  if (Buffer.byteLength(text) > largestTemplateBytes)
    throw new StageError(
      'template-invalid',
      `${path} has ${Buffer.byteLength(text)} bytes, CloudFormation takes ${largestTemplateBytes}`,
      {
        hint: 'move resources into a nested stack',
      },
    )
  return { template: packaged, text }
}

/**
 * Converts addresses of objects to members where a resource accepts members only.
 * @throws StageError for other addresses
 */
function writeAddresses(template: Template): void {
  for (const slot of textSlots(template)) {
    if (!isS3Address(slot.value)) continue
    const address = addressIn(slot)
    const { form } = slot.property
    if (form.kind === 'members' && !form.takesUri) slot.replace(membersOf(address, form))
  }
}

/** The template of a slot. */
interface Surroundings {
  readonly packaging: Packaging
  readonly path: string
  readonly template: Template
  readonly scope: PathScope
}

/** What a packaged place brings: whether it refers to the bucket, and a mapping of its own. */
interface Packed {
  readonly refers: boolean
  readonly mapping?: readonly [name: string, content: unknown]
}

/** Packages what the slot names, and puts in its place what the release has of it. */
async function packageSlot(surroundings: Surroundings, slot: Slot): Promise<Packed> {
  const { packaging, path, scope } = surroundings
  const { files } = packaging
  const { property, owner, value, definition } = slot
  const { form } = property
  if (slot.loop !== undefined) return packageTurns(surroundings, slot, slot.loop)
  const local = await findLocal(files, scope, value, owner)
  if (form.kind === 'text') {
    slot.replace(await readContent(files, slot, local), form.property)
    return { refers: false }
  }
  if (property.content === 'template') {
    slot.replace(referenceTo(form, await packageNested(packaging, path, slot, local)))
    if (definition?.Type === 'AWS::Serverless::Application') becomeStack(slot)
    return { refers: true }
  }
  slot.replace(referenceTo(form, await packagePath(surroundings, slot, local)))
  return { refers: true }
}

function packagePath({ packaging: { packer }, template }: Surroundings, slot: Slot, local: LocalPath): Promise<string> {
  const { kind, content } = slot.property
  const wheels = kind === 'layer' ? () => wheelTargetOf(template, slot) : undefined
  return packer.addPath({ local, kind, archiveOnly: content === 'archive', wheels })
}

/** One object for each turn of a loop. The place looks its key up in a mapping, by the variables of the loop. */
async function packageTurns(surroundings: Surroundings, slot: Slot, loop: LoopPaths): Promise<Packed> {
  const { packaging, template, scope } = surroundings
  const { form } = slot.property
  if (form.kind === 'text' || form.kind === 'url') throw new Error(`${slot.owner} cannot change in a loop`)
  const keys: { values: readonly string[]; key: string }[] = []
  for (const { values, path } of loop.turns) {
    const local = await findLocal(packaging.files, scope, path, slot.owner)
    keys.push({ values, key: blobKey(await packagePath(surroundings, slot, local)) })
  }
  const name = mappingName(slot.path, template)
  const { mapping, lookup } = turnMapping(name, loop, keys)
  slot.replace(referenceByKey(form, lookup))
  return { refers: true, mapping: [name, mapping] }
}

async function packageNested(packaging: Packaging, path: string, slot: Slot, local: LocalPath): Promise<string> {
  const { packer, templates } = packaging
  refuseFolder(slot, local, 'a template')
  const nested = await templates.use(path, local.absolute, () => packageFile(packaging, local.absolute))
  if (nested.template.Parameters?.[bucketParameter] !== undefined) passBucket(slot)
  return packer.addBytes(local.shown, 'template', new TextEncoder().encode(nested.text))
}

/** The text of a file, which replaces its path in the template. */
async function readContent(files: Files, slot: Slot, local: LocalPath): Promise<string> {
  refuseFolder(slot, local, 'a file')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await files.readBytes(local.absolute))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_ENCODING_INVALID_ENCODED_DATA') throw error
    throw new StageError('template-invalid', `${slot.owner} is ${slot.value}, which is not UTF-8`, {
      hint: 'save the file as UTF-8',
      cause: error,
    })
  }
}

function refuseFolder({ owner, value }: Slot, { kind }: LocalPath, taken: string): void {
  if (kind === 'folder')
    throw new StageError('template-invalid', `${owner} is ${value}, a folder, and takes ${taken}`, {
      hint: `name ${taken} in the folder`,
    })
}

async function readInclude({ files, includes }: Packaging, scope: PathScope, location: string): Promise<IncludedFile> {
  const { absolute, shown } = await findLocal(files, scope, location, 'Location of AWS::Include')
  const reading = includes.get(absolute) ?? readSnippet(files, absolute, shown)
  includes.set(absolute, reading)
  return reading
}

async function readSnippet(files: Files, path: string, shown: string): Promise<IncludedFile> {
  const { value: content } = await readTemplateSource(await files.readText(path), shown)
  if (!isRecord(content))
    throw new StageError('template-invalid', `${shown} is included, but is not a mapping`, {
      hint: 'AWS::Include takes keys with their values',
    })
  return { path, content }
}
