import type { Scenario, Step } from '../../types/scenario.ts'
import { present } from '../domain/read-fields.ts'
import { readInputs } from '../domain/step-inputs.ts'
import type { Part } from '../parts/parts.ts'
import type { ElementReader } from '../reader/element-reader.ts'
import { readNameOfFile } from '../reader/names.ts'
import type { Symbols } from '../reader/symbols.ts'
import { readMutation } from './read-mutation-step.ts'
import { readQueryStep } from './read-query-step.ts'
import type { ScenarioTargets } from './scenario-targets.ts'

/** A scenario of the quality gate (model format 13, V-28). */
export function readScenario(
  { reader, name: fileName }: Part,
  targets: ScenarioTargets,
  symbols: Symbols,
): Scenario | undefined {
  const name = readNameOfFile(reader, fileName, 'pascal')
  const parents = (reader.text('extends') ?? '').split(';').map((part) => part.trim())
  const steps = present(reader.children('activity').map((child) => readStep(child, targets, symbols)))
  return name === undefined
    ? undefined
    : { name, place: reader.place, extends: [...new Set(parents.filter((part) => part !== ''))], steps }
}

const legacyTypes = ['view-store-update', 'refresh-view-store', 'data-remediation']
const stepTypes = [
  'set-variables',
  'mutation',
  'query',
  'refresh-token',
  'switch-user',
  'grant-role',
  'wait',
  ...legacyTypes,
] as const

function readStep(reader: ElementReader, targets: ScenarioTargets, symbols: Symbols): Step | undefined {
  const { findings, place } = reader
  const type = reader.choice('type', stepTypes)
  // v4 writes these attributes for every type.
  reader.ignore('path', 'view')
  const base = { place, description: reader.literal('description') ?? '' }
  switch (type) {
    case 'set-variables':
      return { ...base, kind: type, inputs: readInputs(reader) }
    case 'mutation':
      return readMutation(reader, base, targets, symbols)
    case 'query':
      return readQueryStep(reader, base, targets, symbols)
    case 'refresh-token':
      return { ...base, kind: type }
    case 'switch-user': {
      const user = reader.required('user-number')
      if (user !== undefined && !/^#\w+#$/.test(user) && !isWithin(user, 1, 100)) {
        findings.error('V-28', reader.placeOf('user-number'), `user ${user} is not from 1 to 100`)
      }
      return user === undefined ? undefined : { ...base, kind: type, user }
    }
    case 'grant-role': {
      const role = reader.required('role')
      return role === undefined ? undefined : { ...base, kind: type, role }
    }
    case 'wait':
      if (reader.text('milliseconds') === undefined) reader.missing('milliseconds')
      return { ...base, kind: type, milliseconds: reader.wholeNumber('milliseconds', 1, 1, 10_000) }
    case undefined:
      reader.skip()
      return undefined
    default:
      reader.ignore('domain', 'aggregate', 'identifier')
      findings.warning('V-07', reader.placeOf('type'), `the activity ${type} of old models is left out`)
      return undefined
  }
}

function isWithin(text: string, minimum: number, maximum: number): boolean {
  return /^\d{1,6}$/.test(text) && Number(text) >= minimum && Number(text) <= maximum
}
