import { isRecord, type Template } from '../deployment/template.ts'
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
    slotsOf(globalTypes[section], properties, `Globals.${section}`, undefined),
  )
  const resources = resourcesOf(template.Resources).flatMap(([id, { Type, Properties }]) =>
    slotsOf(typeof Type === 'string' ? Type : undefined, Properties, id, id),
  )
  return [...sections, ...resources]
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
  return (artifactProperties[type ?? ''] ?? []).flatMap((property) => {
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
