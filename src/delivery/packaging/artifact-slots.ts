import { own } from '../../core/run/own.ts'
import { isRecord, type Template } from '../template/template.ts'
import { type ArtifactProperty, artifactProperties, globalTypes } from './artifact-properties.ts'
import { isLocalPath } from './local-path.ts'

/** A place of a template that holds a local path. */
export interface Slot {
  /** Names the place for messages, such as `Code of Handler`. */
  readonly owner: string
  readonly value: string
  readonly property: ArtifactProperty
  /** Properties of the resource, or the section of `Globals`. */
  readonly properties: Record<string, unknown>
  /** Logical id; undefined in `Globals`. */
  readonly resource: string | undefined
  /** Puts something else in the place. */
  replace(value: unknown): void
}

/** All places of a template that hold a local path, by the table of artifact properties. */
export function artifactSlots(template: Template): readonly Slot[] {
  const globals = (template as { Globals?: unknown }).Globals
  const sections = Object.entries(isRecord(globals) ? globals : {}).flatMap(([section, properties]) =>
    slotsOf(own(globalTypes, section), properties, `Globals.${section}`, undefined),
  )
  const shared = isRecord(globals) && isRecord(globals.Function) ? globals.Function : {}
  const resources = resourcesOf(template.Resources).flatMap(([id, { Type, Properties }]) => {
    const type = typeof Type === 'string' ? Type : undefined
    return [...slotsOf(type, Properties, id, id), ...impliedSlot(type, Properties, shared, id)]
  })
  return [...sections, ...resources]
}

/** Members that say where the code of a SAM function is. */
const codeSources = ['CodeUri', 'InlineCode', 'ImageUri']

/** A SAM function that says nothing of its code has it in the folder of the template, as for `aws cloudformation package`. */
function impliedSlot(
  type: string | undefined,
  properties: unknown,
  shared: Readonly<Record<string, unknown>>,
  id: string,
): Slot[] {
  if (type !== 'AWS::Serverless::Function' || !isRecord(properties)) return []
  const given = { ...shared, ...properties }
  if (given.PackageType === 'Image' || codeSources.some((name) => given[name] !== undefined)) return []
  const property = artifactProperties[type]![0]!
  const replace = (next: unknown) => {
    properties.CodeUri = next
  }
  return [{ owner: `CodeUri of ${id}`, value: '.', property, properties, resource: id, replace }]
}

/** Resources, those in the body of an `Fn::ForEach` included. */
function resourcesOf(resources: Readonly<Record<string, unknown>>): [string, Record<string, unknown>][] {
  return Object.entries(resources).flatMap(([id, resource]) => {
    if (isRecord(resource)) return [[id, resource]]
    const body: unknown = Array.isArray(resource) ? resource[2] : undefined
    return isRecord(body) ? resourcesOf(body) : []
  })
}

function slotsOf(type: string | undefined, properties: unknown, name: string, resource: string | undefined): Slot[] {
  if (!isRecord(properties)) return []
  return (own(artifactProperties, type ?? '') ?? []).flatMap((property) => {
    const last = property.path.at(-1)!
    const holder = property.path
      .slice(0, -1)
      .reduce<unknown>((at, step) => (isRecord(at) ? at[step] : undefined), properties)
    if (!isRecord(holder)) return []
    const value = holder[last]
    if (!isLocalPath(value)) return []
    const owner = `${property.path.join('.')} of ${name}`
    const replace = (next: unknown) => {
      holder[last] = next
    }
    return [{ owner, value, property, properties, resource, replace }]
  })
}
