import { applyEdits, type Edit } from './edits.ts'
import { endOfBlanks, type JsonMember, jsonMembers } from './json-members.ts'
import { renderMember, renderValue } from './render-value.ts'
import { gatherChanged, isMapping } from './same-value.ts'

/**
 * The text of JSON in which only the changed values are replaced; everything between them stays.
 * @param value the value of the text @param wanted the value that it must have
 */
export function writeJson(text: string, value: unknown, wanted: unknown): string {
  const edits: Edit[] = []
  const changed = new Set<unknown>()
  gatherChanged(value, wanted, changed)
  const start = endOfBlanks(text, 0)
  change({ value, wanted, start, end: text.trimEnd().length, rendered: () => renderValue(wanted) })
  return applyEdits(text, edits)

  function change({ value, wanted, start, end, rendered }: Change): void {
    if (value === wanted || (isCollection(value) && isCollection(wanted) && !changed.has(wanted))) return
    if (isMapping(value) && isMapping(wanted)) changeMapping(value, wanted, start)
    else if (Array.isArray(value) && Array.isArray(wanted) && value.length <= wanted.length && value.length > 0)
      changeList(value, wanted, start)
    else edits.push({ start, end, text: rendered() })
  }

  function changeMapping(value: Record<string, unknown>, wanted: Record<string, unknown>, start: number): void {
    const members = jsonMembers(text, start)
    const kept = members.filter(({ name }) => Object.hasOwn(wanted, name!))
    for (const { name, value: at, end } of kept)
      change({
        value: value[name!],
        wanted: wanted[name!],
        start: at,
        end,
        rendered: () => renderMember(wanted, name!),
      })
    const added = Object.keys(wanted)
      .filter((name) => !Object.hasOwn(value, name))
      .map((name) => `${JSON.stringify(name)}: ${renderMember(wanted, name)}`)
    if (kept.length === 0) {
      const last = members.at(-1)
      edits.push({ start: members[0]?.start ?? start + 1, end: last?.end ?? start + 1, text: added.join(', ') })
      return
    }
    remove(members, kept)
    add(members, kept.at(-1)!, added)
  }

  function changeList(value: readonly unknown[], wanted: readonly unknown[], start: number): void {
    const items = jsonMembers(text, start)
    for (const [index, { value: at, end }] of items.entries())
      change({
        value: value[index],
        wanted: wanted[index],
        start: at,
        end,
        rendered: () => renderMember(wanted, index),
      })
    const added = wanted.slice(items.length).map((_, index) => renderMember(wanted, items.length + index))
    add(items, items.at(-1)!, added)
  }

  /** New members are formatted like the last one: each on a line of its own, or on the same line. */
  function add(members: readonly JsonMember[], last: JsonMember, added: readonly string[]): void {
    const before = members[members.indexOf(last) - 1]
    const blanks = blanksBefore(text, last.start) || (before === undefined ? ' ' : '')
    edits.push(...added.map((member) => ({ start: last.end, end: last.end, text: `,${blanks}${member}` })))
  }

  /**
   * Removes members that are not kept, each with the comma after it; behind the last kept member, with the comma
   * before.
   */
  function remove(members: readonly JsonMember[], kept: readonly JsonMember[]): void {
    const last = kept.at(-1)!
    for (const [index, member] of members.entries()) {
      const next = members[index + 1]
      if (member === last && next !== undefined) edits.push({ start: last.end, end: members.at(-1)!.end, text: '' })
      if (member === last) return
      if (!kept.includes(member)) edits.push({ start: member.start, end: next!.start, text: '' })
    }
  }
}

interface Change {
  readonly value: unknown
  readonly wanted: unknown
  readonly start: number
  readonly end: number
  readonly rendered: () => string
}

function isCollection(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

function blanksBefore(text: string, start: number): string {
  let at = start
  while (' \t\n\r'.includes(text[at - 1] ?? '.')) at -= 1
  return text.slice(at, start)
}
