import type { StepInput } from '../../types/scenario.ts'
import { didYouMean } from '../reader/did-you-mean.ts'
import type { ElementReader } from '../reader/element-reader.ts'
import { isAmong } from '../reader/named-in.ts'
import type { Symbols } from '../reader/symbols.ts'

const inputTypes = ['String', 'Int', 'Float', 'Boolean', 'Numeric', 'Nested', 'StringList'] as const

/** Of several inputs with the same name, the first one counts, as in the modeler (model format 13.2). */
export function readInputs(reader: ElementReader): readonly StepInput[] {
  const inputs = new Map<string, StepInput>()
  for (const child of reader.children('input')) {
    const name = child.required('name')
    const input = { type: readValueType(child), value: child.literal('value') ?? '', place: child.place }
    if (name === undefined) continue
    if (inputs.has(name))
      child.findings.warning('V-28', child.placeOf('name'), `input ${name} stands here twice; the first one counts`)
    else inputs.set(name, { name, ...input })
  }
  return [...inputs.values()]
}

/** The type by which a value of a scenario is converted. */
export function readValueType(reader: ElementReader): string {
  return reader.choice('type', inputTypes, 'String')
}

/** Checks that the command or query has each input (V-28). */
export function checkNames(
  inputs: readonly StepInput[],
  names: readonly string[],
  owner: string,
  { findings }: Symbols,
): void {
  for (const { name, place } of inputs) {
    if (!isAmong(names, name)) findings.error('V-28', place, `${owner} has no input ${name}`, didYouMean(name, names))
  }
}
