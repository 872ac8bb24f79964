import { capitalised } from '../names.ts'

/**
 * Names of GraphQL types (model format 16.2). Model names hold no underscore, so none of these clashes with a view's.
 */

/** `['Garage', 'Visit']` to `GarageVisit_Queries`; the root type itself without a namespace. */
export function namespaceType(root: 'Query' | 'Mutation', namespace: readonly string[]): string {
  if (namespace.length === 0) return root
  return namespace.join('') + (root === 'Query' ? '_Queries' : '_Mutations')
}

export function resultSetType(view: string): string {
  return `${view}_ResultSet`
}

/** `OpenGarageRequested` to `OpenGarage`. */
export function commandBase(event: string): string {
  return event.replace(/Requested$/, '') || event
}

export function payloadType(event: string): string {
  return `${commandBase(event)}_Payload`
}

/**
 * First letter upper, rest lower, one trailing `s` removed: `OpenGarage_Spot` (model format 16.1 fact 11, decision
 * D-62).
 */
export function nestedInputType(event: string, collection: string): string {
  return `${commandBase(event)}_${capitalised(collection.toLowerCase()).replace(/s$/, '')}`
}
