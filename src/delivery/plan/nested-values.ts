import { isRecord } from '../../core/documents/is-record.ts'
import type { StackParameter } from '../../core/ports/stacks.ts'
import { resolveValue } from '../template/resolve-values.ts'
import { OneOf, unknownPart } from '../template/resolved-text.ts'
import type { ValueScope } from '../template/resolving-scope.ts'
import type { StackValues } from '../template/template-values.ts'

/** The values of a nested stack: the parameters that the outer stack gives it. Its own name is unknown. */
export function nestedValues(properties: Readonly<Record<string, unknown>>, scope: ValueScope): StackValues {
  return { ...scope.values, stack: unknownPart, parameters: nestedParameters(properties, scope), former: {} }
}

/** A nested stack has a mapping of parameters; a stack set has a list, which groups of its stacks may override. */
function nestedParameters(
  { Parameters, StackInstancesGroup }: Readonly<Record<string, unknown>>,
  scope: ValueScope,
): readonly StackParameter[] {
  const given = resolveValue(Parameters ?? {}, scope)
  // When a condition chooses between lists of parameters, each parameter can have any value.
  if (given instanceof OneOf) return given.values.flatMap((each) => named(each)).map(unknown)
  const overrides = allNamed(resolveValue(StackInstancesGroup ?? [], scope))
  return [...overrides.map(unknown), ...named(given)]
}

function named(parameters: unknown): readonly StackParameter[] {
  if (Array.isArray(parameters)) return allNamed(parameters)
  return Object.entries(isRecord(parameters) ? parameters : {}).map(([name, value]) => ({
    name,
    value: textValue(value),
  }))
}

/** All entries in the parameter lists of a stack set, at any depth. */
function allNamed(value: unknown): readonly StackParameter[] {
  if (value instanceof OneOf) return value.values.flatMap(allNamed).map(unknown)
  if (Array.isArray(value)) return value.flatMap(allNamed)
  if (!isRecord(value)) return []
  const { ParameterKey: name, ParameterValue } = value
  return typeof name === 'string'
    ? [{ name, value: textValue(ParameterValue) }]
    : Object.values(value).flatMap(allNamed)
}

function unknown({ name }: StackParameter): StackParameter {
  return { name, value: unknownPart }
}

function textValue(value: unknown): string {
  if (Array.isArray(value)) return value.map(textValue).join(',')
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : unknownPart
}
