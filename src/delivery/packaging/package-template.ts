import { dirname } from 'node:path'
import { concurrently } from '../../core/pacing/concurrently.ts'
import type { Files } from '../../core/ports/files.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { asTemplate, isRecord, type Template } from '../template/template.ts'
import { largestTemplateBytes } from '../template/template-limits.ts'
import { readTemplateSource, writeTemplate } from '../template/template-source.ts'
import { artifactSlots, type Slot } from './artifact-slots.ts'
import { type IncludedFile, inlineIncludes } from './inline-includes.ts'
import { findLocal, type PathScope } from './local-path.ts'
import type { Packer } from './packer.ts'
import { bucketParameter, declareBucket, passBucket, referenceTo } from './reference.ts'
import { TemplateFiles } from './template-files.ts'
import { wheelTargetOf } from './wheel-target.ts'

/** A template whose local paths have become references to objects of a bucket that only the deployment knows. */
export interface PackagedTemplate {
  readonly template: Template
  /** The text of the source, with the references in place of the paths. */
  readonly text: string
}

/** What the templates of one release are packaged with. */
export interface TemplatePackaging {
  readonly files: Files
  readonly packer: Packer
  /** Absolute; no path may leave it. */
  readonly root: string
}

/** The same, with the templates that were met until now. */
interface Packaging extends TemplatePackaging {
  readonly templates: TemplateFiles<PackagedTemplate>
  readonly includes: Map<string, Promise<IncludedFile>>
}

/**
 * Packages what a template refers to, nested templates with all that they refer to included. Each file is read and packaged once, however
 * many templates nest it.
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
  const slots = artifactSlots(template)
  await concurrently(slots, 4, async (slot) => {
    const digest = await packageSlot(packaging, path, template, slot, scope)
    slot.replace(referenceTo(slot.property.form, digest))
  })
  const packaged = slots.length > 0 ? declareBucket(template) : template
  const text = await writeTemplate(source, packaged)
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

/** Packages what the slot names, and gives its digest. */
async function packageSlot(
  packaging: Packaging,
  path: string,
  template: Template,
  slot: Slot,
  scope: PathScope,
): Promise<string> {
  const { files, packer, templates } = packaging
  const { property, owner, value } = slot
  const local = await findLocal(files, scope, value, owner)
  if (property.content !== 'template') {
    const archiveOnly = property.content === 'archive'
    const wheels = property.kind === 'layer' ? () => wheelTargetOf(template, slot) : undefined
    return packer.addPath({ local, kind: property.kind, archiveOnly, wheels })
  }
  if (local.kind === 'folder')
    throw new StageError('template-invalid', `${owner} is ${value}, a folder, and takes a template`)
  const nested = await templates.use(path, local.absolute, () => packageFile(packaging, local.absolute))
  if (nested.template.Parameters?.[bucketParameter] !== undefined) passBucket(slot)
  return packer.addBytes(local.shown, 'template', new TextEncoder().encode(nested.text))
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
