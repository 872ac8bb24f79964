import { visibleJson } from '../../core/text/visible.ts'
import { withoutBracketMarks } from './inert.ts'

/**
 * JSON for a log or a terminal. The value stays the same, but no character controls the terminal, and no text is a
 * command for a runner. Such characters are written as codes inside strings, as JSON allows (RFC 8259, section 7).
 */
export function jsonText(value: unknown, indent?: number): string {
  return withoutBracketMarks(visibleJson(value, indent), '\\u005b')
}
