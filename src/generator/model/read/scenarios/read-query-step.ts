import type { Step, StepInput } from '../../types/scenario.ts'
import { resolvePath } from '../domain/result-path.ts'
import { checkNames, readInputs, readValueType } from '../domain/step-inputs.ts'
import { didYouMean } from '../reader/did-you-mean.ts'
import type { ElementReader } from '../reader/element-reader.ts'
import type { Symbols } from '../reader/symbols.ts'
import type { QueryTarget, ScenarioTargets } from './scenario-targets.ts'

/** A query or projection, with its expected result (model format 13.2, V-28). */
export function readQueryStep(
  reader: ElementReader,
  base: { place: Step['place']; description: string },
  targets: ScenarioTargets,
  symbols: Symbols,
): Step | undefined {
  const path = reader.required('path')
  const inputs = readInputs(reader)
  const expects = reader.children('expect-value').flatMap((child) => {
    const name = child.required('name')
    return name === undefined
      ? []
      : [
          {
            path: trimDots(name),
            type: readValueType(child),
            value: child.literal('value') ?? '',
            place: child.place,
            reader: child,
          },
        ]
  })
  const extracts = reader.children('extract-value').flatMap((child) => {
    child.ignore('type')
    const name = child.required('name')
    const variable = child.required('put-key')
    return name === undefined || variable === undefined
      ? []
      : [{ path: trimDots(name), variable, place: child.place, reader: child }]
  })
  if (path === undefined) return undefined
  const target = targets.queries.get(path)
  if (target === undefined) {
    symbols.findings.error(
      'V-28',
      reader.placeOf('path'),
      `there is no query ${path}`,
      didYouMean(path, targets.queries.keys()),
    )
    return undefined
  }
  checkArguments(reader, path, inputs, target, symbols)
  for (const { path: result, reader: child } of [...expects, ...extracts]) {
    const fault = resolvePath(result, target, targets.views)
    if (fault !== undefined) symbols.findings.error('V-28', child.placeOf('name'), fault.text, fault.hint)
  }
  return {
    ...base,
    kind: 'query',
    target,
    inputs,
    expects: expects.map(({ reader: _, ...rest }) => rest),
    extracts: extracts.map(({ reader: _, ...rest }) => rest),
  }
}

function trimDots(path: string): string {
  return path.replace(/(?<!\.)\.+$/, '')
}

function checkArguments(
  reader: ElementReader,
  path: string,
  inputs: readonly StepInput[],
  target: QueryTarget,
  symbols: Symbols,
): void {
  const { findings } = symbols
  const given = new Set(inputs.filter(({ value }) => value !== '#').map(({ name }) => name))
  if (target.kind === 'projection') {
    // The modeler cannot fill these, so a projection without any input is legal (model format 13.5).
    checkNames(
      inputs,
      target.projection.inputs.map(({ name }) => name),
      `query ${path}`,
      symbols,
    )
    const missing = target.projection.inputs.filter(({ name, required }) => required && !given.has(name))
    for (const { name } of missing) findings.warning('V-28', reader.place, `query ${path} needs the input ${name}`)
    return
  }
  const { query } = target
  const clauses = query.clauses.map(({ field, operand }) => ({
    name: field.name,
    argument: `${field.name}_${operand}`,
  }))
  const search = query.canonicalSearch ? ['key_begins_with'] : []
  const own = query.type === 'get' ? ['key'] : [...search, 'limit', 'nextToken']
  checkNames(inputs, [...own, ...clauses.flatMap(({ name, argument }) => [name, argument])], `query ${path}`, symbols)
  const needed = query.type === 'get' ? ['key'] : search
  for (const name of needed.filter((candidate) => !given.has(candidate)))
    findings.error('V-28', reader.place, `query ${path} needs the input ${name}`)
  if (query.type !== 'query') return
  for (const { name, argument } of clauses) {
    if (!given.has(name) && !given.has(argument))
      findings.error('V-28', reader.place, `query ${path} needs the input ${name}`)
  }
}
