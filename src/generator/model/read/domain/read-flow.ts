import { defined } from '../../../../core/run/defined.ts'
import type { Flow, Processor } from '../../types/flow.ts'
import { readCode } from '../code/read-code.ts'
import { readPython, readText } from '../code/read-marked.ts'
import type { Part } from '../parts/parts.ts'
import { didYouMean } from '../reader/did-you-mean.ts'
import type { ElementReader } from '../reader/element-reader.ts'
import { namedIn } from '../reader/named-in.ts'
import { readNameOfFile } from '../reader/names.ts'
import { type AggregateShape, memberNames, type Symbols } from '../reader/symbols.ts'
import { readTestCase } from '../scenarios/read-test-case.ts'
import { present } from './read-fields.ts'
import { readTrigger, readVariableName } from './read-trigger.ts'

/** A behavior flow with its unit tests (model format 9). */
export function readFlow(
  { reader, name: fileName }: Part,
  aggregate: AggregateShape,
  symbols: Symbols,
): Flow | undefined {
  const { findings } = symbols
  const name = readNameOfFile(reader, fileName, 'pascal')
  const existence = readExistence(reader)
  const triggers = present(reader.children('trigger').map((child) => readTrigger(child, 'flow', symbols)))
  const processors = reader.children('processor')
  const read = present(processors.map((child) => readProcessor(child, name ?? '', aggregate, symbols)))
  if (name === undefined) return undefined
  if (reader.children('trigger').length === 0) findings.error('V-33', reader.place, `flow ${name} has no trigger`)
  if (processors.length === 0) findings.error('V-33', reader.place, `flow ${name} has no processor`)
  else if (read.length === processors.length && !read.some(({ kind }) => kind === 'emit-event'))
    findings.warning('V-33', reader.place, `flow ${name} emits no event`)
  const tests = reader.children('test-case')
  if (tests.length === 0) findings.warning('V-33', reader.place, `flow ${name} has no test case`)
  const flow = { name, place: reader.place, existence, triggers, processors: read }
  const complete = read.length === processors.length
  return {
    ...flow,
    testCases: present(tests.map((child) => readTestCase(child, { ...flow, complete }, aggregate, symbols))),
  }
}

function readExistence(reader: ElementReader): Flow['existence'] {
  const creates = reader.flag('create-command')
  const reactivates = reader.choice('reactivate-command', ['optional', 'true', 'false'], 'false') !== 'false'
  if (creates && reactivates) {
    reader.findings.error('V-20', reader.placeOf('reactivate-command'), 'a flow cannot create and reactivate')
  }
  return creates ? 'create' : reactivates ? 'reactivate' : 'normal'
}

const processorTypes = ['set-variable', 'validator', 'code', 'emit-event', 'update-key'] as const

function readProcessor(
  reader: ElementReader,
  flow: string,
  aggregate: AggregateShape,
  symbols: Symbols,
): Processor | undefined {
  const { place } = reader
  const type = reader.choice('type', processorTypes)
  if (type !== 'emit-event') reader.ignoreChildren('mapping')
  switch (type) {
    case 'set-variable': {
      const name = readVariableName(reader, 'name')
      const expression = readPython(reader, 'expression', symbols)
      return name === undefined || expression === undefined ? undefined : { kind: type, place, name, expression }
    }
    case 'validator': {
      const condition = readPython(reader, 'condition', symbols)
      const exception = reader.required('exception')
      const exceptionSource = reader.source('exception')
      return condition === undefined
        ? undefined
        : { kind: type, place, condition, exception: exception ?? '', ...defined({ exceptionSource }) }
    }
    case 'code': {
      const code = readCode(reader, 'file', symbols)
      return code === undefined ? undefined : { kind: type, place, code }
    }
    case 'emit-event':
      return readEmit(reader, flow, aggregate, symbols)
    case 'update-key': {
      if (aggregate.businessKey === undefined) {
        symbols.findings.error('V-12', place, `aggregate ${aggregate.name} has no business key to update`)
      }
      if (reader.text('key') === undefined) reader.missing('key')
      return { kind: type, place, key: readText(reader, 'key', symbols) }
    }
    default:
      reader.skip()
      return undefined
  }
}

function readEmit(
  reader: ElementReader,
  flow: string,
  aggregate: AggregateShape,
  symbols: Symbols,
): Processor | undefined {
  const { findings } = symbols
  const ref = reader.required('ref')
  const event = namedIn(aggregate.events, ref)
  if (event === undefined) {
    reader.ignoreChildren('mapping')
    if (ref === undefined) return undefined
    const owner = symbols.events.get(ref)?.aggregate
    const text = `flow ${flow} emits ${ref}, but aggregate ${aggregate.name} has no such event`
    const hint =
      owner === undefined
        ? didYouMean(ref, () => aggregate.events.map(({ name }) => name))
        : `it belongs to ${owner.subDomain}.${owner.name}`
    findings.errorOnce(`event ${ref}`, 'V-17', reader.placeOf('ref'), text, hint)
    return undefined
  }
  const names = memberNames(event)
  const mapped = new Set<string>()
  const mappings = reader.children('mapping').flatMap((child) => {
    const target = child.required('target')
    if (target === undefined) return []
    mapped.add(target)
    if (!names.includes(target)) {
      child.ignore('value')
      findings.error(
        'V-34',
        child.placeOf('target'),
        `event ${event.name} has no field ${target}`,
        didYouMean(target, names),
      )
      return []
    }
    if (child.text('value') === undefined) {
      findings.error('V-34', child.placeOf('value'), `field ${target} of event ${event.name} gets no value`)
      return []
    }
    const value = readText(child, 'value', symbols)
    if (value.kind === 'literal')
      findings.warning('V-34', value.place, `${value.text} is taken as text`, `did you mean #flow.${value.text}?`)
    return [{ target, value, place: child.place }]
  })
  const defaulted = new Set(
    event.fields.filter((field) => symbols.fieldsWithDefault.has(field)).map(({ name }) => name),
  )
  for (const name of names.filter((candidate) => !mapped.has(candidate))) {
    if (defaulted.has(name))
      findings.warning('V-34', reader.place, `field ${name} of event ${event.name} is not mapped; it gets its default`)
    else findings.error('V-34', reader.place, `field ${name} of event ${event.name} is not mapped`)
  }
  return { kind: 'emit-event', place: reader.place, event, mappings }
}
