import { defined } from '../../../../core/run/defined.ts'
import { positionInSource } from '../../source-position.ts'
import type { Json } from '../../types/element.ts'
import type { Field, FieldType } from '../../types/field.ts'
import type { Flow, TestCase } from '../../types/flow.ts'
import type { Trigger } from '../../types/trigger.ts'
import { didYouMean } from '../reader/did-you-mean.ts'
import type { ElementReader } from '../reader/element-reader.ts'
import { isAmong, namedIn } from '../reader/named-in.ts'
import { readName } from '../reader/names.ts'
import { type AggregateShape, type Members, memberNames, type Symbols } from '../reader/symbols.ts'
import { isEmptyObject, parseJson, parseValue } from '../reader/values.ts'

const inputTypes = ['String', 'Int', 'Float', 'Boolean', 'StringList', 'Number', 'NestedObject'] as const

/** The data that a test case refers to. A flow with errors may emit more events than are known. */
export interface TestedFlow extends Pick<Flow, 'name' | 'triggers' | 'processors'> {
  readonly complete: boolean
}

/** A unit test of a flow (model format 9.5, V-22). */
export function readTestCase(
  reader: ElementReader,
  flow: TestedFlow,
  aggregate: AggregateShape,
  symbols: Symbols,
): TestCase | undefined {
  const { findings } = symbols
  const name = readName(reader, 'name', 'pascal')
  const trigger = readTriggerOf(reader, flow)
  const members = trigger === undefined ? undefined : membersOf(trigger)
  const inputs = readValues(
    reader.children('input'),
    members,
    trigger === undefined ? '' : `event ${reader.text('trigger-event')}`,
  )
  const expectedEvents = reader.children('expected').flatMap((child) => readExpected(child, flow, aggregate))
  const [stateElement] = reader.children('state')
  const [expectedElement] = reader.children('expected-state')
  const state = readState(stateElement)
  const expectedState = readState(expectedElement, 'undefined')
  const expectedKey = expectedElement?.text('pk')
  const derived = reader.children('expected').length === 0 ? 'error' : 'success'
  const expects = reader.choice('expected-processing-status', ['success', 'error'], derived)
  if (expects === 'error' && derived === 'success') {
    findings.error(
      'V-22',
      reader.placeOf('expected-processing-status'),
      `test case ${name ?? ''} expects an error and events`,
    )
  }
  if (name === undefined || trigger === undefined) return undefined
  return {
    name,
    place: reader.place,
    trigger,
    expects,
    user: reader.text('user') ?? 'test-user',
    inputs,
    ...defined({ state }),
    expectedEvents,
    ...defined({ expectedState }),
    ...(expectedKey === undefined || expectedState === undefined ? {} : { expectedKey }),
  }
}

function readTriggerOf(reader: ElementReader, flow: Pick<Flow, 'name' | 'triggers'>): Trigger | undefined {
  const name = reader.required('trigger-event')
  if (name === undefined) return undefined
  const trigger = flow.triggers.find((candidate) => sourceName(candidate) === name)
  if (trigger === undefined && flow.triggers.length > 0) {
    const names = () => flow.triggers.map(sourceName)
    reader.findings.error(
      'V-22',
      reader.placeOf('trigger-event'),
      `flow ${flow.name} has no trigger ${name}`,
      didYouMean(name, names),
    )
  }
  return trigger
}

function sourceName({ source }: Trigger): string {
  return source.kind === 'command' ? source.command.name : source.kind === 'event' ? source.event.name : ''
}

function membersOf({ source }: Trigger): Members | undefined {
  return source.kind === 'command' ? source.command : source.kind === 'event' ? source.event : undefined
}

function readValues(
  readers: readonly ElementReader[],
  members: Members | undefined,
  owner: string,
): Readonly<Record<string, Json>> {
  const values: Record<string, Json> = Object.create(null)
  for (const reader of readers) {
    const name = reader.required('name')
    const value = readInput(reader)
    if (name === undefined || value === undefined) continue
    if (members !== undefined && !isAmong(memberNames(members), name)) {
      reader.findings.error(
        'V-22',
        reader.placeOf('name'),
        `${owner} has no field ${name}`,
        didYouMean(name, () => memberNames(members)),
      )
    } else if (name in values)
      reader.findings.warning('V-22', reader.placeOf('name'), `${name} stands here twice; the last one counts`)
    values[name] = value
  }
  return { ...values }
}

function readInput(reader: ElementReader): Json | undefined {
  const type = reader.choice('type', inputTypes, 'String')
  if (type === 'NestedObject') {
    reader.ignore('value')
    const items = readJson(reader)
    if (items === undefined) return []
    if (Array.isArray(items)) return items
    reader.findings.error('V-22', reader.place, 'a nested input is a JSON list of objects')
    return undefined
  }
  const text = reader.literal('value') ?? ''
  const asType: FieldType = type === 'Number' ? (/^[-+]?\d+$/.test(text) ? 'Int' : 'Float') : type
  const value = parseValue(text, asType)
  if (value === undefined) {
    reader.findings.error('V-22', reader.placeOf('value'), `${JSON.stringify(text)} is no ${type}`)
  }
  return value
}

function readExpected(
  reader: ElementReader,
  flow: TestedFlow,
  aggregate: AggregateShape,
): TestCase['expectedEvents'][number][] {
  const name = reader.required('domain-event')
  const emitted = flow.processors.flatMap((processor) => (processor.kind === 'emit-event' ? [processor.event] : []))
  const possible = flow.complete ? emitted : aggregate.events
  const event = namedIn(possible, name)
  const fields = readValues(
    reader.children('field'),
    event && { fields: event.fields as readonly Field[], collections: [] },
    `event ${name}`,
  )
  if (name === undefined) return []
  if (event === undefined) {
    const known = namedIn(aggregate.events, name) !== undefined
    const text = known ? `flow ${flow.name} never emits ${name}` : `aggregate ${aggregate.name} has no event ${name}`
    reader.findings.errorOnce(
      known ? `${flow.name} emits ${name}` : `event ${name}`,
      'V-22',
      reader.placeOf('domain-event'),
      text,
      didYouMean(name, () => emitted.map((candidate) => candidate.name)),
    )
    return []
  }
  return [{ event, fields, place: reader.place }]
}

/** @param unset another text that means "not given" (model format 9.5) */
function readState(reader: ElementReader | undefined, unset?: string): Json | undefined {
  if (reader === undefined || (unset !== undefined && reader.element.content.value.includes(unset))) return undefined
  const json = readJson(reader)
  if (json === undefined || isEmptyObject(json)) return undefined
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json
  reader.findings.error('V-22', reader.place, `<${reader.element.name}> is no JSON object`)
  return undefined
}

/** The element's text as JSON; undefined if it is empty or invalid (rule V-01). */
function readJson(reader: ElementReader): Json | undefined {
  const source = reader.contentCode()
  if (source === undefined) return undefined
  try {
    return parseJson(source.text)
  } catch (error) {
    const at = /position (\d+)/.exec((error as Error).message)?.[1]
    const place = at === undefined ? source.place : positionInSource(source, Number(at), 1)
    reader.findings.error('V-01', place, `<${reader.element.name}> holds no JSON: ${(error as Error).message}`)
    return undefined
  }
}
