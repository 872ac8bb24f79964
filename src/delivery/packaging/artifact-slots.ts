import { isRecord } from '../../core/documents/is-record.ts'
import { own } from '../../core/run/own.ts'
import { StageError } from '../../core/run/stage-error.ts'
import type { Template } from '../template/template.ts'
import { type ArtifactProperty, artifactProperties, globalTypes, metadataProperties } from './artifact-properties.ts'
import { isLocalPath } from './local-path.ts'
import { type LoopPaths, loopPaths } from './loop-paths.ts'
import { type Loop, resourcesOf, type TemplateMember } from './template-members.ts'

/** A property in a template whose value is a local path or an address. */
export interface Slot {
  /** Name of the property for messages, such as `Code of Handler`. */
  readonly owner: string
  readonly value: string
  /** The paths in place of the value, where loops change it. */
  readonly loop?: LoopPaths | undefined
  readonly property: ArtifactProperty
  /** The properties of the resource, of the section in `Globals`, or of the entry in `Metadata`. */
  readonly properties: Record<string, unknown>
  /** The resource itself, with its type; undefined in `Globals` and `Metadata`. */
  readonly definition: Record<string, unknown> | undefined
  /** Logical id; undefined in `Globals` and `Metadata`. */
  readonly resource: string | undefined
  /** Path from the top of the template. */
  readonly path: readonly string[]
  /** Replaces the value. @param name of another member that gets the new value, while this one is removed */
  replace(value: unknown, name?: string): void
}

/**
 * All properties of a template that contain a local path, by the table of artifact properties.
 * @throws StageError `template-invalid` for a path that is not plain text, or that a loop changes with values that only
 *   the deployment knows
 */
export function artifactSlots(template: Template): readonly Slot[] {
  const globals = globalsOf(template)
  const implied = resourcesOf(template).flatMap((member) => impliedSlots(member, globals))
  return [...textSlots(template).filter(({ value }) => isLocalPath(value)), ...implied]
}

/** All artifact properties with a text, whether it is a local path or not. @throws StageError as `artifactSlots` */
export function textSlots(template: Template): readonly Slot[] {
  const { Metadata } = template as { Metadata?: unknown }
  const sections = Object.entries(globalsOf(template)).flatMap(([name, properties]) =>
    slotsOf(own(artifactProperties, own(globalTypes, name) ?? ''), {
      name: `Globals.${name}`,
      properties,
      path: ['Globals', name],
    }),
  )
  const entries = Object.entries(isRecord(Metadata) ? Metadata : {}).flatMap(([name, properties]) =>
    slotsOf(own(metadataProperties, name), { name: `Metadata.${name}`, properties, path: ['Metadata', name] }),
  )
  const resources = resourcesOf(template).flatMap(({ id, type, definition, path, loops }) =>
    slotsOf(own(artifactProperties, type ?? ''), {
      name: id,
      properties: definition.Properties,
      path: [...path, 'Properties'],
      resource: { id, definition },
      loops,
    }),
  )
  return [...sections, ...entries, ...resources]
}

/** A resource, a section of `Globals` or an entry of `Metadata`, with its properties. */
interface Owner {
  readonly name: string
  readonly properties: unknown
  readonly path: readonly string[]
  readonly resource?: { readonly id: string; readonly definition: Record<string, unknown> }
  readonly loops?: readonly Loop[]
}

function slotsOf(properties: readonly ArtifactProperty[] | undefined, owner: Owner): Slot[] {
  const { properties: given } = owner
  if (!isRecord(given)) return []
  return (properties ?? []).flatMap((property) =>
    holdersOf(given, property.path.slice(0, -1)).flatMap(({ holder, steps }) => {
      const place = { holder, steps: [...steps, property.path.at(-1)!] }
      return slotAt(property, given, place, owner) ?? []
    }),
  )
}

/** The mappings at a path, in which `*` stands for each member. */
function holdersOf(
  from: Record<string, unknown>,
  steps: readonly string[],
): { readonly holder: Record<string, unknown>; readonly steps: readonly string[] }[] {
  const [step, ...rest] = steps
  if (step === undefined) return [{ holder: from, steps: [] }]
  return (step === '*' ? Object.keys(from) : [step]).flatMap((name) => {
    const inner = own(from, name)
    if (!isRecord(inner)) return []
    return holdersOf(inner, rest).map(({ holder, steps: below }) => ({ holder, steps: [name, ...below] }))
  })
}

function slotAt(
  property: ArtifactProperty,
  properties: Record<string, unknown>,
  { holder, steps }: { readonly holder: Record<string, unknown>; readonly steps: readonly string[] },
  { name, path, resource, loops = [] }: Owner,
): Slot | undefined {
  const last = steps.at(-1)!
  const value = own(holder, last)
  const owner = `${steps.join('.')} of ${name}`
  refuseComputed(value, owner)
  if (typeof value !== 'string' || value === '') return undefined
  return {
    owner,
    value,
    ...(isLocalPath(value) && { loop: loopPaths(value, owner, loops, property) }),
    property,
    properties,
    definition: resource?.definition,
    resource: resource?.id,
    path: [...path, ...steps],
    replace: (next, member = last) => {
      if (member !== last) delete holder[last]
      holder[member] = next
    },
  }
}

/** A path that an intrinsic function builds is known only at the deployment, where the files are not available. */
function refuseComputed(value: unknown, owner: string): void {
  if (!isRecord(value) || Object.keys(value).length !== 1) return
  const text = [value['Fn::Sub']].flat()[0]
  if (typeof text === 'string' && /^\.{1,2}\//.test(text))
    throw new StageError(
      'template-invalid',
      `${owner} is ${text}, built by Fn::Sub, but a local path must be plain text`,
      {
        hint: 'write the path out, or give the address of an object in a bucket',
      },
    )
}

/** Members that contain the code of a SAM function, or its location. */
const codeSources = ['CodeUri', 'InlineCode', 'ImageUri']

/**
 * Adds the folder of the template where an implied property is missing, as `aws cloudformation package` does.
 */
function impliedSlots({ id, type, definition, path }: TemplateMember, globals: Record<string, unknown>): Slot[] {
  const { Properties: properties } = definition
  const property = own(artifactProperties, type ?? '')?.find((each) => each.implied === true)
  if (property === undefined || !isRecord(properties)) return []
  const name = property.path[0]!
  const section = Object.keys(globalTypes).find((each) => globalTypes[each] === type)
  const shared = section === undefined ? undefined : own(globals, section)
  const given = { ...(isRecord(shared) ? shared : {}), ...properties }
  const sources = type === 'AWS::Serverless::Function' ? codeSources : [name]
  if (given.PackageType === 'Image' || sources.some((each) => isGiven(given[each]))) return []
  const replace = (next: unknown) => {
    properties[name] = next
  }
  const slot = { owner: `${name} of ${id}`, value: '.', property, properties, definition, resource: id, replace }
  return [{ ...slot, path: [...path, 'Properties', name] }]
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== ''
}

function globalsOf(template: Template): Record<string, unknown> {
  const { Globals } = template as { Globals?: unknown }
  return isRecord(Globals) ? Globals : {}
}
