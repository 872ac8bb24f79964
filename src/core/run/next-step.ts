import { ShellLine } from '../text/command-line.ts'
import type { Topic } from '../text/topics.ts'

/** A placeholder for a value that the reader fills in, such as `<environment>`. */
export interface Meaning {
  readonly meaning: string
}

/**
 * The value of an input; `true` turns a flag on. Inputs that are `undefined` or `false` are left out. A `ShellLine`
 * stays as it is.
 */
export type GivenValue = string | number | boolean | Meaning | ShellLine | undefined

/** A part of a text that each host renders in its own way. */
export type Part =
  | { readonly kind: 'input'; readonly name: string; readonly value: GivenValue; readonly positional: boolean }
  | { readonly kind: 'command'; readonly name: string; readonly inputs: Readonly<Record<string, GivenValue>> }
  | { readonly kind: 'see'; readonly stage: string }
  | { readonly kind: 'explanation'; readonly topic: Topic }
  | { readonly kind: 'again' | 'again-from-plan' | 'approve' }

/** A text whose inputs, stages and pages are values, so that any host can render it. */
export interface Sentence {
  readonly parts: readonly (string | Part)[]
}

/** A text of a stage; a plain string if it names no input and no command. */
export type Text = string | Sentence

/** How a host renders each part. All differences between hosts are here. */
export interface Spelling {
  input(part: Extract<Part, { kind: 'input' }>): string
  command(part: Extract<Part, { kind: 'command' }>): string
  see(part: Extract<Part, { kind: 'see' }>): string
  /** Where the topic is explained: a command, or the address of a page. */
  explanation(part: Extract<Part, { kind: 'explanation' }>): string
  /** Repeating the same run. */
  readonly again: string
  /** Repeating everything, starting with the plan. */
  readonly againFromPlan: string
  /** Approving a plan without naming its fingerprint; undefined where the fingerprint is required. */
  readonly approve?: string
}

/**
 * A text with parts that each host renders.
 *
 * @example
 * next`run again with ${input('recreate')}, or: ${command('package', { version })}`
 */
export function next(texts: TemplateStringsArray, ...values: readonly (Text | Part | ShellLine | number)[]): Sentence {
  const parts = texts.flatMap((text, index) => [text, ...(index < values.length ? partsOf(values[index]!) : [])])
  return { parts: parts.filter((part) => part !== '') }
}

/** Joins texts with a separator, and skips undefined and empty ones. */
export function joined(texts: readonly (Text | undefined)[], between: string): Text | undefined {
  const said = texts.filter((text): text is Text => text !== undefined && text !== '')
  if (said.length < 2) return said[0]
  return { parts: said.flatMap((text, index) => [...(index === 0 ? [] : [between]), ...partsOf(text)]) }
}

/** An input, with the value to give if there is one. @param name in kebab-case */
export function input(name: string, value?: GivenValue, positional = false): Part {
  return { kind: 'input', name, value, positional }
}

/** A stage or another command, with its inputs by kebab-case name. */
export function command(name: string, inputs: Readonly<Record<string, GivenValue>> = {}): Part {
  return { kind: 'command', name, inputs }
}

/** Where the inputs of a stage are listed: "see" and the page or the help. */
export function see(stage: string): Part {
  return { kind: 'see', stage }
}

/** A placeholder for a value that the reader fills in. */
export function meaning(text: string): Meaning {
  return { meaning: text }
}

/** Where a topic is explained. */
export function explanation(topic: Topic): Part {
  return { kind: 'explanation', topic }
}

/** Repeating the same run: "run the same command again". */
export const again: Part = { kind: 'again' }
/** Repeating everything, starting with the plan. */
export const againFromPlan: Part = { kind: 'again-from-plan' }
/** How to approve a plan without naming its fingerprint; empty where the fingerprint is required. */
export const approve: Part = { kind: 'approve' }

/** Renders the text in the words of a host. */
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
    case 'explanation':
      return spelling.explanation(part)
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
