import { defined } from '../../../../core/run/defined.ts'
import { ExpressionError } from '../../../expressions/expression-error.ts'
import { splitIdempotencyKey } from '../../../expressions/idempotency-key.ts'
import { parseSeconds } from '../../../expressions/seconds.ts'
import { positionInSource } from '../../source-position.ts'
import type { Trigger, TriggerSource } from '../../types/trigger.ts'
import { readTerm, type Scope } from '../code/read-marked.ts'
import { refuseBuiltIn } from '../reader/built-in-names.ts'
import { didYouMean } from '../reader/did-you-mean.ts'
import type { ElementReader } from '../reader/element-reader.ts'
import { readName } from '../reader/names.ts'
import { type Members, memberNames, type Symbols } from '../reader/symbols.ts'

const daySeconds = 24 * 60 * 60
const noMembers: Members = { fields: [], collections: [] }

/** A trigger of a flow or notifier (model format 9.2, 10.1); undefined if its source is unknown. */
export function readTrigger(reader: ElementReader, of: 'flow' | 'notifier', symbols: Symbols): Trigger | undefined {
  const { findings } = symbols
  const found = readSource(reader, of, symbols)
  if (found === undefined) {
    reader.ignore('key-field', 'idempotency-key', 'idempotency-ttl')
    reader.ignoreChildren('mapping')
    return undefined
  }
  const { source, members, owner } = found
  const scope: Scope = { members: memberNames(members), variable: 'event', owner, rule: 'V-32' }
  const key = of === 'flow' ? readTerm(reader, 'key-field', scope, symbols) : undefined
  if (of === 'notifier') reader.ignore('key-field')
  const read = reader.children('mapping').flatMap((child) => {
    child.ignore('nested')
    const target = readVariableName(child, 'target')
    const value = readTerm(child, 'value', scope, symbols)
    const text = child.literal('value') ?? ''
    return target === undefined || value === undefined ? [] : [{ target, value, text, place: child.place }]
  })
  if (reader.children('mapping').length === 0) findings.warning('V-32', reader.place, 'the trigger has no mapping')
  const { values, rest } = splitIdempotencyKey(
    reader.text('idempotency-key') ?? '',
    read.map(({ text }) => text),
  )
  if (rest !== '')
    findings.error(
      'V-32',
      reader.placeOf('idempotency-key'),
      `${rest} in the idempotency key is the value of no mapping`,
    )
  return {
    place: reader.place,
    source,
    ...defined({ key }),
    mappings: read.map(({ target, value, place }) => ({ target, value, place })),
    idempotencyTargets: values.map((value) => read.find(({ text }) => text === value)!.target),
    idempotencyTtlSeconds: readTtl(reader),
  }
}

/** The name of a variable of `flow`, checked (V-03, V-04); undefined if there is no valid one. */
export function readVariableName(reader: ElementReader, attribute: string): string | undefined {
  const name = readName(reader, attribute, 'camel')
  return name !== undefined && refuseBuiltIn(reader, attribute, name, 'variable') ? name : undefined
}

function readTtl(reader: ElementReader): number {
  const source = reader.source('idempotency-ttl')
  if (source === undefined) return daySeconds
  try {
    return parseSeconds(source.text)
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    reader.findings.error(
      'V-32',
      positionInSource(source, error.offset),
      `the idempotency time ${source.text}: ${error.message}`,
    )
    return daySeconds
  }
}

interface FoundSource {
  readonly source: TriggerSource
  readonly members: Members
  /** Description for messages. */
  readonly owner: string
}

function readSource(reader: ElementReader, of: 'flow' | 'notifier', symbols: Symbols): FoundSource | undefined {
  const name = reader.required('source')
  if (name === undefined) return undefined
  const place = reader.placeOf('source')
  const command = symbols.commands.get(name)
  if (command !== undefined) return { source: { kind: 'command', command }, members: command, owner: `command ${name}` }
  const known = symbols.events.get(name)
  if (known !== undefined) return { source: { kind: 'event', ...known }, members: known.event, owner: `event ${name}` }
  if (name.startsWith('@') && of === 'notifier') {
    const source = platformSource(name)
    if (source !== undefined) return { source, members: noMembers, owner: name }
    symbols.findings.error(
      'V-23',
      place,
      `${name} is not a trigger`,
      'use @afterDeployment, @rate(1 minute) or @cron(0 0 * * ? *)',
    )
    return undefined
  }
  const names = [
    ...symbols.commands.keys(),
    ...symbols.events.keys(),
    ...(of === 'notifier' ? ['@afterDeployment'] : []),
  ]
  symbols.findings.errorOnce(`event ${name}`, 'V-32', place, `there is no event ${name}`, didYouMean(name, names))
  return undefined
}

/**
 * EventBridge schedule expressions:
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html
 */
function platformSource(name: string): TriggerSource | undefined {
  if (name === '@afterDeployment') return { kind: 'after-deployment' }
  const rate = /^@(rate\((\d+) (minute|hour|day)(s?)\))$/.exec(name)
  if (rate !== null && Number(rate[2]) > 0 && (Number(rate[2]) === 1) === (rate[4] === ''))
    return { kind: 'schedule', expression: rate[1]! }
  const cron = /^@(cron\(([-0-9A-Za-z*?,/#LW]+(?: [-0-9A-Za-z*?,/#LW]+){5})\))$/.exec(name)
  return cron === null ? undefined : { kind: 'schedule', expression: cron[1]! }
}
