import type { GateArgument } from '../../core/gate/gate-activity.ts'

const types: ReadonlySet<string> = new Set([
  'String',
  'Int',
  'Float',
  'Boolean',
  'Numeric',
  'Nested',
  'StringList',
  'ID',
])

/** The type of an input as the scenario writes it (model format 13.2); any other value is text. */
export function argumentType(written: string): GateArgument['type'] {
  return types.has(written) ? (written as GateArgument['type']) : 'String'
}
