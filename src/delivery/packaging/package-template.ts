import { dirname } from 'node:path'
import type { Files } from '../../core/ports/files.ts'
import { StageError } from '../../core/stage-error.ts'
import { asTemplate, isRecord, parseTemplateText, type Template } from '../deployment/template.ts'
import { inLanes } from '../in-lanes.ts'
import { artifactSlots, type Slot } from './artifact-slots.ts'
import { inlineIncludes } from './inline-includes.ts'
import { findLocal, type PathScope } from './local-path.ts'
import type { Packer } from './packer.ts'
import { bucketParameter, declareBucket, passBucket, referenceTo } from './reference.ts'
import { wheelTargetOf } from './wheel-target.ts'

/** A template whose local paths have become references to objects of a bucket that only the deployment knows. */
export interface PackagedTemplate {
  readonly template: Template
  /** JSON, members in the order of the source. */
  readonly text: string
}

/** CloudFormation takes 1 MB from a bucket (quotas, "Template body size"). */
const maximumBytes = 1_000_000

/**
 * Packages what a template refers to, nested templates with all that they refer to included.
 * @param path of the template, absolute
 * @param root folder that no path may leave
 * @param within the templates that this one is nested in
 * @throws StageError `template-invalid`, and those of paths and artifacts
 */
export async function packageTemplate(
  files: Files,
  packer: Packer,
  path: string,
  root: string,
  within: readonly string[] = [],
): Promise<PackagedTemplate> {
  if (within.includes(path))
    throw new StageError('template-invalid', `${path} is nested in itself`, { hint: 'remove the nested stack' })
  const scope = { folder: dirname(path), root }
  const source = await parseTemplateText(await files.readText(path), path)
  const whole = await inlineIncludes(source, (location) => readInclude(files, scope, location))
  const template = asTemplate(whole, path)
  const slots = artifactSlots(template)
  await inLanes(slots, 4, async (slot) => {
    const digest = await packageSlot(files, packer, template, slot, scope, [...within, path])
    slot.replace(referenceTo(slot.property.form, digest))
  })
  const packaged = slots.length > 0 ? declareBucket(template) : template
  const text = JSON.stringify(packaged, undefined, 1)
  if (Buffer.byteLength(text) > maximumBytes)
    throw new StageError(
      'template-invalid',
      `${path} has ${Buffer.byteLength(text)} bytes; CloudFormation takes 1 MB`,
      {
        hint: 'move resources into a nested stack',
      },
    )
  return { template: packaged, text }
}

/** Packages what the slot names, and gives its digest. */
async function packageSlot(
  files: Files,
  packer: Packer,
  template: Template,
  slot: Slot,
  scope: PathScope,
  within: readonly string[],
): Promise<string> {
  const { property, owner, value } = slot
  const local = await findLocal(files, scope, value, owner)
  if (property.content !== 'template') {
    const archiveOnly = property.content === 'archive'
    const wheels = property.kind === 'layer' ? () => wheelTargetOf(template, slot) : undefined
    return packer.addPath({ local, kind: property.kind, archiveOnly, wheels })
  }
  if (local.kind === 'folder')
    throw new StageError('template-invalid', `${owner} is ${value}, a folder, and takes a template`)
  const nested = await packageTemplate(files, packer, local.absolute, scope.root, within)
  if (nested.template.Parameters?.[bucketParameter] !== undefined) passBucket(slot)
  return packer.addBytes(local.shown, 'template', new TextEncoder().encode(nested.text))
}

async function readInclude(files: Files, scope: PathScope, location: string): Promise<Record<string, unknown>> {
  const local = await findLocal(files, scope, location, 'Location of AWS::Include')
  const content = await parseTemplateText(await files.readText(local.absolute), local.shown)
  if (!isRecord(content))
    throw new StageError('template-invalid', `${local.shown} is included and holds no mapping`, {
      hint: 'AWS::Include takes keys with their values',
    })
  return content
}
