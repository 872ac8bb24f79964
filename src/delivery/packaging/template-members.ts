import { isRecord } from '../../core/documents/is-record.ts'
import { StageError } from '../../core/run/stage-error.ts'
import type { Template } from '../template/template.ts'

/** A resource of a template, or one in the body of a loop. */
export interface TemplateMember {
  readonly id: string
  readonly type: string | undefined
  readonly definition: Record<string, unknown>
  /** Path from the top of the template. */
  readonly path: readonly string[]
  /** The loops around it, outermost first. */
  readonly loops: readonly Loop[]
}

/** An `Fn::ForEach` (CloudFormation template reference). */
export interface Loop {
  /** Including its unique name, such as `Fn::ForEach::Functions`. */
  readonly name: string
  readonly variable: string
  /** Its values, where the template writes them out. */
  readonly values: readonly string[] | undefined
}

/**
 * All resources, including those in the body of `Fn::ForEach`.
 * @throws StageError `template-invalid` for an invalid loop
 */
export function resourcesOf(template: Template): readonly TemplateMember[] {
  return membersOf(template.Resources, ['Resources'], [])
}

function membersOf(
  resources: Readonly<Record<string, unknown>>,
  path: readonly string[],
  loops: readonly Loop[],
): TemplateMember[] {
  return Object.entries(resources).flatMap(([id, resource]) => {
    const at = [...path, id]
    if (id.startsWith('Fn::ForEach::')) {
      const { body, ...loop } = loopOf(id, resource)
      return membersOf(body, [...at, '2'], [...loops, { name: id, ...loop }])
    }
    if (!isRecord(resource)) return []
    const type = typeof resource.Type === 'string' ? resource.Type : undefined
    return [{ id, type, definition: resource, path: at, loops }]
  })
}

function loopOf(name: string, loop: unknown): Omit<Loop, 'name'> & { readonly body: Record<string, unknown> } {
  const [variable, collection, body] = Array.isArray(loop) ? loop : []
  if (!Array.isArray(loop) || loop.length !== 3 || typeof variable !== 'string' || !isRecord(body))
    throw new StageError(
      'template-invalid',
      `${name} is not a valid loop: it needs a name, a collection, and a mapping`,
      {
        hint: 'write it as [Variable, [A, B], { "Id${Variable}": { … } }]',
      },
    )
  const isWritten = Array.isArray(collection) && collection.every((each) => typeof each === 'string')
  return { variable, body, values: isWritten ? collection : undefined }
}
