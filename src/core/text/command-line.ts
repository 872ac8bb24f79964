import { shellWord } from './shell-word.ts'

/** A line that a person can paste into a shell. In a text it stands for itself. */
export class ShellLine {
  readonly #text: string

  /** Made by `commandLine` alone, so that every value in it is quoted. */
  constructor(text: string) {
    this.#text = text
  }

  toString(): string {
    return this.#text
  }
}

/**
 * A sentence with commands in it that are to be pasted, as text: each value is a word as in `commandLine`. What is not part of a command
 * goes into another template.
 */
export function commandText(texts: TemplateStringsArray, ...values: readonly Value[]): string {
  return commandLine(texts, ...values).toString()
}

type Value = string | number | ShellLine | readonly (string | number | ShellLine)[]

/**
 * A command to be pasted: the text of the template is the command, each value is one word of it, and a list is a word for each of its
 * members. A value that is a command itself stays as it is, such as in `T=$(…)`. A value that begins with a hyphen is bound to the flag
 * before it, so it is never taken for a flag.
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
