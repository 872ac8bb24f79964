import type { CST } from 'yaml'
import type { Edit } from './edits.ts'
import type { YamlPlace } from './yaml-places.ts'

/** Makes edits of a text in YAML that keep the lines, columns and comments around them. */
export interface YamlEditor {
  readonly edits: readonly Edit[]
  /** Replaces a value by another, on one line. */
  replace(place: YamlPlace, rendered: string): void
  insert(at: number, rendered: string): void
  /**
   * Adds members or items to a block.
   * @param end of the last one @param first where the first one begins, for the column
   */
  addLines(end: number, first: number, lines: readonly string[]): void
  /** Replaces one member of a block by several. */
  replaceMember(member: Stretch, first: number, lines: readonly string[]): void
  /** Removes a member. @param next where the next member begins, if there is one */
  removeMember(member: Stretch, next: number | undefined): void
  removeAnchor(anchor: CST.SourceToken): void
}

interface Stretch {
  readonly start: number
  readonly end: number
}

/** An editor of this text; line ends are those of its first line. */
export function createYamlEditor(text: string): YamlEditor {
  const edits: Edit[] = []
  const newline = /^[^\n]*\r\n/.test(text) ? '\r\n' : '\n'
  const lineStart = (at: number) => text.lastIndexOf('\n', at - 1) + 1
  const nextLine = (at: number) => {
    const end = text.indexOf('\n', at)
    return end === -1 ? text.length : end + 1
  }
  const isBlank = (start: number, end: number) => text.slice(start, end).trim() === ''
  const columnOf = (at: number) => ' '.repeat(at - lineStart(at))
  /** Without the line end of a block scalar, which belongs to its value. */
  const trimmed = ({ start, end }: Stretch) => {
    let at = end
    while (at > start && ' \t\r\n'.includes(text[at - 1]!)) at -= 1
    return at
  }

  return {
    edits,
    replace(place, rendered) {
      const { after, before, start, flow } = place
      const end = trimmed(place)
      if (flow || !text.slice(after, start).includes('\n')) {
        edits.push({ start, end, text: start === place.end ? before + rendered : rendered })
        return
      }
      // A block begins on a line of its own, possibly in the column of its key, where nothing else may begin.
      const line = lineStart(start)
      const from = isBlank(line, start) ? line - (text[line - 2] === '\r' ? 2 : 1) : start
      edits.push({ start: after, end: after, text: before + rendered }, { start: from, end, text: '' })
    },
    insert: (at, rendered) => edits.push({ start: at, end: at, text: rendered }),
    addLines(end, first, lines) {
      const at = text[end - 1] === '\n' ? end : nextLine(end)
      const opened = text[at - 1] === '\n'
      const added = lines.map((line) => {
        const whole = columnOf(first) + line
        return opened ? whole + newline : newline + whole
      })
      edits.push({ start: at, end: at, text: added.join('') })
    },
    replaceMember(member, first, lines) {
      edits.push({ start: member.start, end: trimmed(member), text: lines.join(newline + columnOf(first)) })
    },
    removeMember(member, next) {
      const { start } = member
      const end = trimmed(member)
      const line = lineStart(start)
      const following = nextLine(end)
      if (!isBlank(line, start)) edits.push({ start, end: next ?? end, text: '' })
      else if (isBlank(end, following)) edits.push({ start: line, end: following, text: '' })
      else edits.push({ start, end, text: '' })
    },
    removeAnchor({ offset, source }) {
      let [start, end] = [offset, offset + source.length]
      while (text[end] === ' ') end += 1
      if (/[\r\n]/.test(text[end] ?? '\n')) while (text[start - 1] === ' ') start -= 1
      edits.push({ start, end, text: '' })
    },
  }
}
