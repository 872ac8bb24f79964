import { ShellLine } from '../text/command-line.ts'

/** Stands for a value that the reader has to fill in, such as `<environment>`. */
export interface Meaning {
  readonly meaning: string
}

/** What an input is given as; `true` turns it on. Nothing is said of `undefined` and `false`. A `ShellLine` stays as it is. */
export type GivenValue = string | number | boolean | Meaning | ShellLine | undefined

/** One thing that each host spells in its own way. */
export type Part =
  | { readonly kind: 'input'; readonly name: string; readonly value: GivenValue; readonly positional: boolean }
  | { readonly kind: 'command'; readonly name: string; readonly inputs: Readonly<Record<string, GivenValue>> }
  | { readonly kind: 'see'; readonly stage: string }
  | { readonly kind: 'again' | 'again-from-plan' | 'approve' }

/** A text in which inputs, stages and pages are values, so that it can be said in the words of any host. */
export interface Sentence {
  readonly parts: readonly (string | Part)[]
}

/** What a stage says to its reader: plain words where no input and no command is named. */
export type Text = string | Sentence

/** How a host says each part. Everything that differs between hosts is here. */
export interface Spelling {
  input(part: Extract<Part, { kind: 'input' }>): string
  command(part: Extract<Part, { kind: 'command' }>): string
  see(part: Extract<Part, { kind: 'see' }>): string
  /** Doing the same once more. */
  readonly again: string
  /** Doing everything once more, from the plan on. */
  readonly againFromPlan: string
  /** Letting a plan be executed as it is, without naming it; undefined where only naming it does that. */
  readonly approve?: string
}

/**
 * A text for a reader, with parts that each host spells.
 *
 * @example
 * next`run again with ${input('recreate')}, or: ${command('package', { version })}`
 */
export function next(texts: TemplateStringsArray, ...values: readonly (Text | Part | ShellLine | number)[]): Sentence {
  const parts = texts.flatMap((text, index) => [text, ...(index < values.length ? partsOf(values[index]!) : [])])
  return { parts: parts.filter((part) => part !== '') }
}

/** Texts with something between them; those that are undefined or empty are left out. */
export function joined(texts: readonly (Text | undefined)[], between: string): Text | undefined {
  const said = texts.filter((text): text is Text => text !== undefined && text !== '')
  if (said.length < 2) return said[0]
  return { parts: said.flatMap((text, index) => [...(index === 0 ? [] : [between]), ...partsOf(text)]) }
}

/** An input, with the value to give where one is meant. @param name at the edge, in kebab-case */
export function input(name: string, value?: GivenValue, positional = false): Part {
  return { kind: 'input', name, value, positional }
}

/** A stage or another command, with its inputs by their name at the edge. */
export function command(name: string, inputs: Readonly<Record<string, GivenValue>> = {}): Part {
  return { kind: 'command', name, inputs }
}

/** The page or the help that lists the inputs of a stage; with its verb. */
export function see(stage: string): Part {
  return { kind: 'see', stage }
}

/** A value that the reader has to fill in. */
export function meaning(text: string): Meaning {
  return { meaning: text }
}

/** Doing the same once more: "run the same command again". */
export const again: Part = { kind: 'again' }
/** Doing everything once more, from the plan on. */
export const againFromPlan: Part = { kind: 'again-from-plan' }
/** What lets a plan be executed without naming it; empty where nothing does. */
export const approve: Part = { kind: 'approve' }

/** The text in the words of a host. */
export function spell(text: Text, spelling: Spelling): string {
  if (typeof text === 'string') return text
  return text.parts.map((part) => (typeof part === 'string' ? part : spelled(part, spelling))).join('')
}

function spelled(part: Part, spelling: Spelling): string {
  switch (part.kind) {
    case 'input':
      return spelling.input(part)
    case 'command':
      return spelling.command(part)
    case 'see':
      return spelling.see(part)
    case 'again':
      return spelling.again
    case 'again-from-plan':
      return spelling.againFromPlan
    case 'approve':
      return spelling.approve === undefined ? '' : `${spelling.approve}, or `
  }
}

function partsOf(value: Text | Part | ShellLine | number): readonly (string | Part)[] {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)]
  if (value instanceof ShellLine) return [value.toString()]
  return 'parts' in value ? value.parts : [value]
}
