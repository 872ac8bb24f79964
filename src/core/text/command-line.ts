import { shellWord } from './shell-word.ts'

/** A line that a person can paste into a shell. */
export class ShellLine {
  readonly #text: string

  /** Only `commandLine` makes it, so that every value in it is quoted. */
  constructor(text: string) {
    this.#text = text
  }

  toString(): string {
    return this.#text
  }
}

/**
 * A sentence with commands to paste, as text. Each value becomes one word, as in `commandLine`. Text outside of the
 * commands needs a template of its own.
 */
export function commandText(texts: TemplateStringsArray, ...values: readonly Value[]): string {
  return commandLine(texts, ...values).toString()
}

type Value = string | number | ShellLine | readonly (string | number | ShellLine)[]

/**
 * A command to paste. The text of the template is the command, each value is one word, and a list is one word for each
 * member. A value that is itself a command stays as it is, such as in `T=$(…)`. A value that begins with a hyphen is
 * attached to the flag before it, so that it is never read as a flag.
 *
 * @example
 * commandLine`liftlock deploy ${release} --environment ${name}`
 */
export function commandLine(texts: TemplateStringsArray, ...values: readonly Value[]): ShellLine {
  const line = texts.slice(1).reduce((before, text, index) => {
    const value = values[index]!
    const bound = typeof value === 'string' && value.startsWith('-') && /(?:^|\s)--[a-z][a-z0-9-]* $/.test(before)
    return (bound ? `${before.slice(0, -1)}=` : before) + wordsOf(value) + text
  }, texts[0]!)
  return new ShellLine(line.trimEnd())
}

function wordsOf(value: Value): string {
  if (value instanceof ShellLine) return value.toString()
  if (typeof value === 'string' || typeof value === 'number') return shellWord(String(value))
  return value.map(wordsOf).join(' ')
}
