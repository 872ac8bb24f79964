import { squashedMessages } from './squashed-messages.ts'

/** A change as its message has it, without the commit. */
export interface MessageChange {
  readonly kind: string
  readonly scope: string | undefined
  readonly text: string
  readonly breaking: string | undefined
}

/** What a message of a commit says. */
export interface ReadMessage {
  /** Undefined when the subject has no form of a conventional commit (Conventional Commits 1.0.0). */
  readonly change: MessageChange | undefined
  /** Changes of messages that a squash merge put into the body. */
  readonly squashed: readonly MessageChange[]
  /** The number at the end of the subject: `(#12)`. */
  readonly pullRequest: number | undefined
  readonly releaseAs: string | undefined
  readonly coAuthors: readonly string[]
}

/** Reads a message with `\n` as line end. Any text is a message, so nothing is refused. */
export function readMessage(message: string): ReadMessage {
  const text = message.trimStart()
  const end = text.indexOf('\n')
  const subject = (end < 0 ? text : text.slice(0, end)).trim()
  const body = end < 0 ? '' : text.slice(end + 1)
  const { bare, pullRequest } = withoutNumber(subject)
  const change = conventional(bare)
  if (body.trim() === '') return { change, squashed: [], pullRequest, releaseAs: undefined, coAuthors: [] }
  const squashed = squashedMessages(subject, body).flatMap((each) => readSquashed(each))
  // A footer behind the lines of a squash belongs to one of them, so it is looked for in the whole body.
  const breaking = breakingText(body)
  return {
    change: change && breaking !== undefined ? { ...change, breaking: breaking || change.text } : change,
    squashed: change === undefined && breaking !== undefined ? firstBreaks(squashed, breaking) : squashed,
    pullRequest,
    releaseAs: /^release-as:[ \t]*v?(\S+)[ \t]*$/im.exec(body)?.[1],
    coAuthors: [...body.matchAll(/^co-authored-by:[ \t]*([^<\n]{1,200})</gim)].map(([, name]) => name!.trim()),
  }
}

/** The parts of a conventional subject; undefined for any other one. */
export function conventional(subject: string): MessageChange | undefined {
  const parts = /^([a-z][a-z0-9_-]{0,40})(?:\(([^()]{0,200})\))?(!)?:\s+(\S.*)$/i.exec(subject)
  if (parts === null) return undefined
  const [, kind, scope, mark, text] = parts
  const described = text!.trim()
  return {
    kind: kind!.toLowerCase(),
    scope: scope?.trim() || undefined,
    text: described,
    breaking: mark === undefined ? undefined : described,
  }
}

/** GitHub puts the number of the pull request behind the title when it squashes. */
function withoutNumber(subject: string): { readonly bare: string; readonly pullRequest: number | undefined } {
  const [, bare, number] = /^(.*\S)\s*\((?:#|!)(\d{1,9})\)$/.exec(subject) ?? []
  return number === undefined ? { bare: subject, pullRequest: undefined } : { bare: bare!, pullRequest: Number(number) }
}

function readSquashed(message: string): readonly MessageChange[] {
  const end = message.indexOf('\n')
  const change = conventional(withoutNumber((end < 0 ? message : message.slice(0, end)).trim()).bare)
  if (change === undefined) return []
  const breaking = end < 0 ? undefined : breakingText(message.slice(end))
  return [breaking === undefined ? change : { ...change, breaking: breaking || change.text }]
}

/** So that a footer counts even where no single message has it. */
function firstBreaks(changes: readonly MessageChange[], text: string): readonly MessageChange[] {
  if (changes.some(({ breaking }) => breaking !== undefined)) return changes
  const [first, ...others] = changes
  return first === undefined ? [] : [{ ...first, breaking: text || first.text }, ...others]
}

/** The text of the footer, up to the next empty line or footer; undefined without one. Code between fences is left out. */
function breakingText(body: string): string | undefined {
  if (!body.includes('BREAKING')) return undefined
  const lines = body.replace(/^```[^\n]*\n[\s\S]*?(?:^```|$(?![\s\S]))/gm, '').split('\n')
  const start = lines.findIndex((line) => footer.test(line))
  if (start < 0) return undefined
  const rest = lines.slice(start + 1)
  const end = rest.findIndex(
    (line) => line.trim() === '' || /^[\w-]+(?:: | #)|^BREAKING CHANGE|^\* |^-{3,}$/.test(line),
  )
  const first = footer.exec(lines[start]!)![1]!
  return [first, ...(end < 0 ? rest : rest.slice(0, end))].join(' ').replace(/\s+/g, ' ').trim()
}

/** The standard says `BREAKING CHANGE`; who writes the plural means it too. */
const footer = /^BREAKING[ -]CHANGES?(?:\([^()\n]*\))?:(.*)$/
