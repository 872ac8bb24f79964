import { isRecord } from '../../../core/documents/is-record.ts'
import { canonicalJson } from '../../canonical-json.ts'
import { leafText } from './leaf-text.ts'
import type { ValueChange } from './value-change.ts'

/** Whether a value is a statement of a policy (IAM user guide, "Policy grammar"). */
export function isStatement(value: unknown): value is Record<string, unknown> {
  return isRecord(value) && typeof value.Effect === 'string' && ['Action', 'NotAction'].some((name) => name in value)
}

/**
 * Compares statements without a name. Two of them belong together when they share their resources or their actions;
 * what they share names them. Any other statement was added or removed.
 */
export function statementPairs(
  gone: readonly unknown[],
  added: readonly unknown[],
  path: string,
  compare: (before: unknown, after: unknown, path: string) => readonly ValueChange[],
): readonly ValueChange[] {
  const left = [...added]
  const changes = gone.flatMap((statement): readonly ValueChange[] => {
    const index = left.findIndex((other) => sharedOf(statement, other) !== undefined)
    if (index === -1) return [{ path: `${path}[${label(statement)}]`, before: summaryOf(statement) }]
    const [other] = left.splice(index, 1)
    return compare(statement, other, `${path}[${sharedOf(statement, other)}]`)
  })
  return [...changes, ...left.map((item) => ({ path: `${path}[${label(item)}]`, after: summaryOf(item) }))]
}

/** What two statements share, as the name of both: `Allow on ${Table.Arn}`, or `Allow dynamodb:GetItem`. */
function sharedOf(one: unknown, other: unknown): string | undefined {
  if (!isRecord(one) || !isRecord(other) || one.Effect !== other.Effect) return undefined
  const same = (name: string) => name in one && name in other && canonical(one[name]) === canonical(other[name])
  if (same('Resource') && one.Resource !== '*') return `${one.Effect} on ${short(one.Resource)}`
  if (same('Action')) return `${one.Effect} ${short(one.Action)}`
  if (same('Principal') && same('Resource')) return `${one.Effect} to ${short(one.Principal)}`
  return undefined
}

function label(statement: unknown): string {
  return isRecord(statement) ? `${statement.Effect} ${short(statement.Action ?? statement.NotAction)}` : ''
}

/** `Allow dynamodb:GetItem, dynamodb:PutItem on ${Table.Arn}`, with further members as JSON. */
function summaryOf(statement: unknown): string {
  if (!isRecord(statement)) return leafText(statement, '')
  const { Effect, Action, Resource, Sid: _, ...rest } = statement
  const acts = Action === undefined ? '' : ` ${listed(Action)}`
  const more = Object.keys(rest).length === 0 ? '' : ` ${leafText(rest, '')}`
  return `${Effect}${acts}${Resource === undefined ? '' : ` on ${listed(Resource)}`}${more}`
}

function listed(value: unknown): string {
  return [value]
    .flat()
    .map((item) => leafText(item, ''))
    .join(', ')
}

function short(value: unknown): string {
  const [first, ...more] = [value].flat()
  const text = leafText(first ?? '', '')
  return `${text.length > 60 ? `${text.slice(0, 60)}…` : text}${more.length === 0 ? '' : ', …'}`
}

function canonical(value: unknown): string {
  return canonicalJson([value].flat())
}
