import { limits } from '../../../limits.ts'
import { didYouMean } from '../reader/did-you-mean.ts'
import type { Fix } from '../reader/findings.ts'
import { namedIn } from '../reader/named-in.ts'
import type { QueryTarget, ScenarioTargets } from '../scenarios/scenario-targets.ts'

/** Why a path does not lead to a value. */
export interface PathFault {
  readonly text: string
  readonly hint?: Fix
}

/** Follows a dotted path through a result (model format 13.2); undefined when it ends on a plain value. */
export function resolvePath(path: string, target: QueryTarget, views: ScenarioTargets['views']): PathFault | undefined {
  const parts = path.split('.')
  if (parts.length > limits.pathParts)
    return { text: `the path has ${parts.length} parts; at most ${limits.pathParts} are read` }
  const name = target.kind === 'view' ? target.view : target.projection.view
  const isList = target.kind === 'view' ? target.query.type !== 'get' : target.projection.returns === 'list'
  if (isList) {
    // A path without the wrapper is relative to its content (decision D-49).
    if (parts[0] === 'resultset') parts.shift()
    if (parts.length === 0) return { text: `${path} ends on a list` }
    if (!isIndex(parts.shift()))
      return {
        text: `${path} names no item of the list`,
        hint: `write resultset.0.${path.replace(/^resultset\.?/, '')}`,
      }
  }
  return follow(parts, path, name, views)
}

function follow(
  parts: readonly string[],
  path: string,
  viewName: string,
  views: ScenarioTargets['views'],
): PathFault | undefined {
  const view = views.get(viewName)
  const [name, ...rest] = parts
  // A missing view is reported as an error elsewhere.
  if (view === undefined) return undefined
  if (name === undefined) return { text: `${path} ends on an object` }
  if (name === 'key' && view.key !== undefined)
    return rest.length === 0 ? undefined : { text: `${path} goes on behind a plain value` }
  const field = namedIn(view.fields, name)
  if (field !== undefined) {
    if (field.type !== 'StringList')
      return rest.length === 0 ? undefined : { text: `${path} goes on behind the plain field ${name}` }
    if (rest.length === 0) return { text: `${path} ends on a list` }
    return rest.length === 1 && isIndex(rest[0]) ? undefined : { text: `${path} names no item of the list ${name}` }
  }
  const relation = namedIn(view.relations, name)
  if (relation === undefined) {
    const known = [...view.fields, ...view.relations].map((candidate) => candidate.name)
    return { text: `${path}: view ${view.name} has no field ${name}`, hint: didYouMean(name, known) }
  }
  if (relation.type === 'OneToOne' || relation.type === 'ManyToOne') return follow(rest, path, relation.view, views)
  if (rest.length === 0) return { text: `${path} ends on a list` }
  return isIndex(rest[0])
    ? follow(rest.slice(1), path, relation.view, views)
    : { text: `${path} names no item of the list ${name}` }
}

function isIndex(part: string | undefined): boolean {
  return part !== undefined && /^\d+$/.test(part)
}
