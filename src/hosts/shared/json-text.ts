import { visibleJson } from '../../core/text/visible.ts'
import { withoutBracketMarks } from './inert.ts'

/**
 * JSON for a log or a terminal: the same value, in which no character writes on the terminal and no text is a command for a runner. Both
 * are spelled by their code inside the strings, where JSON allows it (RFC 8259, 7).
 */
export function jsonText(value: unknown, indent?: number): string {
  return withoutBracketMarks(visibleJson(value, indent), '\\u005b')
}
