import { bracketMark } from './inert.ts'
import { visible } from './visible.ts'

/**
 * JSON for a log or a terminal: the same value, in which no character writes on the terminal and no text is a command for a runner. Both
 * are spelled by their code inside the strings, where JSON allows it (RFC 8259, 7).
 */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent)
    .replace(/[^\n\x20-\x7e]/gu, (character) => (visible(character) === character ? character : escaped(character)))
    .replace(bracketMark, '$1\\u005b')
}

function escaped(character: string): string {
  return [...Array(character.length).keys()]
    .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
    .join('')
}
