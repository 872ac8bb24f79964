import { isRecord } from '../../../core/documents/is-record.ts'
import { readJson } from '../../../core/documents/read-json.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { policyLimits, resolvingLimits } from '../../documents/limits.ts'
import { OneOf, shownText, unknownPart } from '../../template/resolved-text.ts'
import { type Certainty, coversAllBelow, mayBeginWith, mayEqual } from './text-pattern.ts'
import { bucketWrites, objectWrites } from './write-actions.ts'

/** A right to write that a policy grants. */
export interface BucketWrite {
  readonly certainty: Exclude<Certainty, 'no'>
  /** For people: the actions and resources, and the statement. */
  readonly text: string
}

/** The name of a bucket as policies write it. */
export interface BucketName {
  readonly bucket: string
  readonly partition: string
}

/**
 * The rights to write to a bucket that a policy document grants; its values must be resolved already. Conditions are
 * ignored, because their keys come with the request. A Deny counts only when it certainly removes the whole right:
 * without a condition, and for the whole bucket.
 * @param denials documents whose Deny statements bind the same principal; default: the document itself
 */
export function writesOf(document: unknown, name: BucketName, denials: readonly unknown[] = [document]): BucketWrite[] {
  const read = readDocument(document)
  if (read === undefined)
    return [{ certainty: 'possible', text: 'a policy that cannot be known before the deployment' }]
  if (read.length > resolvingLimits.statements)
    throw new StageError(
      'template-invalid',
      `a policy of the template has ${read.length} statements; at most ${resolvingLimits.statements} are read`,
      { hint: 'IAM takes about ten kilobytes in all: put statements together, or leave some out' },
    )
  const denied = deniedRights(denials.flatMap(certainDenials))
  return read.flatMap((statement, index) => {
    if (statement === undefined) return [{ certainty: 'possible' as const, text: 'a statement that cannot be known' }]
    if (textOf(member(statement, 'Effect')).toLowerCase() === 'deny') return []
    const write = writeOf(statement, name, denied)
    if (write === undefined) return []
    const sid = member(statement, 'Sid')
    const where = typeof sid === 'string' ? `statement ${shownText(sid)}` : `statement ${index + 1}`
    return [{ ...write, text: `${write.text}, ${where}` }]
  })
}

function writeOf(
  statement: Record<string, unknown>,
  { bucket, partition }: BucketName,
  denied: DeniedRights,
): BucketWrite | undefined {
  const arn = `arn:${partition}:s3:::${bucket}`
  const objects = resourceCertainty(
    statement,
    (pattern) => mayBeginWith(pattern, `${arn}/`),
    (pattern) => coversAllBelow(pattern, `${arn}/`),
  )
  const whole = resourceCertainty(
    statement,
    (pattern) => mayEqual(pattern, arn),
    (pattern) => mayEqual(pattern, arn) === 'certain',
  )
  if (objects === 'no' && whole === 'no') return undefined
  const rights = [
    ...objectWrites.map((action) => ({ action, on: objects, start: `${arn}/` })),
    ...bucketWrites.map((action) => ({ action, on: whole, start: arn })),
  ].flatMap(({ action, on, start }) => {
    const certainty = weaker(actionCertainty(statement, action), on)
    return certainty === 'no' || denied(action, start) ? [] : [{ action, certainty }]
  })
  if (rights.length === 0) return undefined
  const certainty = rights.some((right) => right.certainty === 'certain') ? 'certain' : 'possible'
  return { certainty, text: `${shown(statement, 'Action')} on ${shown(statement, 'Resource')}` }
}

function actionCertainty(statement: Record<string, unknown>, action: string): Certainty {
  const match = (pattern: string) => mayEqual(pattern.toLowerCase(), action.toLowerCase())
  const excepted = member(statement, 'NotAction')
  if (excepted !== undefined)
    return certainTexts(excepted).some((pattern) => match(pattern) === 'certain') ? 'no' : 'certain'
  return strongest(texts(member(statement, 'Action')).map(match))
}

function resourceCertainty(
  statement: Record<string, unknown>,
  match: (pattern: string) => Certainty,
  covers: (pattern: string) => boolean,
): Certainty {
  const excepted = member(statement, 'NotResource')
  if (excepted !== undefined) return certainTexts(excepted).some(covers) ? 'no' : 'certain'
  return strongest(texts(member(statement, 'Resource')).map(match))
}

/** Whether an action is certainly denied on everything that begins with a text. */
type DeniedRights = (action: string, start: string) => boolean

/** Compares each action with the Deny statements once, however many statements allow it. */
function deniedRights(denials: readonly Record<string, unknown>[]): DeniedRights {
  const known = new Map<string, boolean>()
  return (action, start) => {
    const key = `${action} ${start}`
    const found = known.get(key) ?? denials.some((denial) => takesAway(denial, action, start))
    known.set(key, found)
    return found
  }
}

/** Whether a Deny statement certainly forbids the action on everything that begins with `start`. */
function takesAway(statement: Record<string, unknown>, action: string, start: string): boolean {
  if (member(statement, 'Condition') !== undefined) return false
  const covers = (pattern: string) =>
    start.endsWith('/') ? coversAllBelow(pattern, start) : mayEqual(pattern, start) === 'certain'
  return (
    certainTexts(member(statement, 'Action')).some(
      (pattern) => mayEqual(pattern.toLowerCase(), action.toLowerCase()) === 'certain',
    ) && certainTexts(member(statement, 'Resource')).some(covers)
  )
}

/** The Deny statements that apply whichever way the template's conditions turn out. */
function certainDenials(document: unknown): Record<string, unknown>[] {
  const value = typeof document === 'string' ? parsed(document) : document
  if (!isRecord(value) || value instanceof OneOf) return []
  return certainOf(member(value, 'Statement'))
    .filter(isRecord)
    .filter((statement) => textOf(member(statement, 'Effect')).toLowerCase() === 'deny')
}

/** The items of a list, without those that a condition may replace. */
function certainOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap(certainOf)
  return value === undefined || value === null || value instanceof OneOf ? [] : [value]
}

/** The statements; undefined in place of a statement, or of all, that cannot be known. */
function readDocument(document: unknown): (Record<string, unknown> | undefined)[] | undefined {
  const value = typeof document === 'string' ? parsed(document) : document
  if (value instanceof OneOf) return value.values.flatMap((each) => readDocument(each) ?? [undefined])
  if (!isRecord(value)) return value === undefined || value === null ? [] : undefined
  return listed(member(value, 'Statement')).map((statement) => (isRecord(statement) ? statement : undefined))
}

/** A policy may be given as JSON text. A text that no service would accept stays a text, and counts as unknown. */
function parsed(text: string): unknown {
  try {
    return readJson(text, policyLimits, 'last counts')
  } catch {
    return text
  }
}

/** IAM ignores the letter case of member names. */
function member(record: Record<string, unknown>, name: string): unknown {
  const key = Object.keys(record).find((candidate) => candidate.toLowerCase() === name.toLowerCase())
  return key === undefined ? undefined : record[key]
}

function listed(value: unknown): unknown[] {
  if (value instanceof OneOf) return value.values.flatMap(listed)
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value.flatMap(listed) : [value]
}

function texts(value: unknown): string[] {
  return listed(value).map(textOf)
}

function certainTexts(value: unknown): string[] {
  return certainOf(value).map(textOf)
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : unknownPart
}

function shown(statement: Record<string, unknown>, name: 'Action' | 'Resource'): string {
  const excepted = member(statement, `Not${name}`)
  const list = texts(excepted ?? member(statement, name)).map(shownText)
  const short = list.length > 4 ? [...list.slice(0, 3), `${list.length - 3} more`] : list
  return `${excepted === undefined ? '' : 'all but '}${short.join(', ')}`
}

function strongest(all: readonly Certainty[]): Certainty {
  return all.includes('certain') ? 'certain' : all.includes('possible') ? 'possible' : 'no'
}

function weaker(one: Certainty, other: Certainty): Certainty {
  if (one === 'no' || other === 'no') return 'no'
  return one === 'certain' && other === 'certain' ? 'certain' : 'possible'
}
