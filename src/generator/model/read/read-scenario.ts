import type { Scenario, Step, StepInput } from '../model.ts'
import { didYouMean } from './did-you-mean.ts'
import type { ElementReader } from './element-reader.ts'
import { readNameOfFile } from './names.ts'
import type { Part } from './parts.ts'
import { present } from './read-fields.ts'
import { resolvePath } from './result-path.ts'
import type { QueryTarget, ScenarioTargets } from './scenario-targets.ts'
import type { Symbols } from './symbols.ts'

/** A scenario of the quality gate (13, V-28). */
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
  // v4 writes these on every type.
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

function readMutation(
  reader: ElementReader,
  base: { place: Step['place']; description: string },
  targets: ScenarioTargets,
  symbols: Symbols,
): Step | undefined {
  const { findings } = symbols
  const path = reader.required('path')
  const inputs = readInputs(reader)
  const traces = reader.children('expected-trace').flatMap((child) => {
    const component = child.required('command')
    const status = child.choice('status', ['success', 'error'], 'success')
    if (component === undefined) return []
    checkComponent(child, component, targets)
    return [{ component, status, place: child.place }]
  })
  if (path === undefined) return undefined
  const command = targets.mutations.get(path)
  if (command === undefined) {
    const upload = path === 'upload'
    const hint = upload ? undefined : didYouMean(path, targets.mutations.keys())
    findings.error(
      'V-28',
      reader.placeOf('path'),
      upload ? 'uploads are not supported' : `there is no mutation ${path}`,
      hint,
    )
    return undefined
  }
  const visible = command.fields.filter(({ autoFill }) => autoFill === undefined)
  const names = [...visible, ...command.collections].map(({ name }) => name)
  checkNames(inputs, names, `mutation ${path}`, symbols)
  const given = new Set(inputs.filter(({ value }) => value !== '#').map(({ name }) => name))
  for (const field of visible.filter((candidate) => candidate.default === undefined && !given.has(candidate.name))) {
    findings.error('V-28', reader.place, `mutation ${path} needs the input ${field.name}`)
  }
  return { ...base, kind: 'mutation', command, inputs, traces }
}

function checkComponent(
  reader: ElementReader,
  component: string,
  { components, otherComponents }: ScenarioTargets,
): void {
  if (components.has(component) || otherComponents.has(component)) return
  reader.findings.error(
    'V-28',
    reader.placeOf('command'),
    `nothing traces as ${component}`,
    didYouMean(component, components),
  )
}

function readQueryStep(
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
  return path.replace(/\.+$/, '')
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
    // The modeler cannot fill these, so a projection without any input is legal (13.5).
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

function checkNames(
  inputs: readonly StepInput[],
  names: readonly string[],
  owner: string,
  { findings }: Symbols,
): void {
  for (const { name, place } of inputs) {
    if (!names.includes(name)) findings.error('V-28', place, `${owner} has no input ${name}`, didYouMean(name, names))
  }
}

const inputTypes = ['String', 'Int', 'Float', 'Boolean', 'Numeric', 'Nested', 'StringList'] as const

/** The first of several inputs with one name counts, as in the modeler (13.2). */
function readInputs(reader: ElementReader): readonly StepInput[] {
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

function readValueType(reader: ElementReader): string {
  return reader.choice('type', inputTypes, 'String')
}
