import type { Document, DocumentOptions, LineCounter, ParseOptions, SchemaOptions } from 'yaml'
import { DocumentFault, refuseAbove } from '../../core/documents/document-fault.ts'
import type { DocumentLimits } from '../../core/documents/document-limits.ts'
import { withFreeIndentation } from './free-indentation.ts'

/** A YAML document with what is needed to find positions in it; its aliases are not resolved. */
export interface ComposedYaml {
  readonly document: Document.Parsed
  readonly lines: LineCounter
}

/** The character that the lexer puts before a scalar. */
const scalarMark = '\x1f'

/** The most faults and warnings of the YAML parser that are collected; beyond that, only the first is reported. */
const mostYamlFaults = 100

/** Besides nested levels, the parser keeps the document and one scalar open. */
const besideLevels = 2

/**
 * Parses YAML piece by piece and stops at the first limit that is exceeded, so the work is bounded and the call stack
 * does not grow with the depth of the text. Duplicate keys, and limits that only aliases exceed, are found by
 * `resolveYaml`.
 * @param tags `free` when the caller looks at tags itself: then any number of them may be unknown to YAML
 * @returns a document whose faults are in `document.errors`
 * @throws DocumentFault
 */
export async function composeYaml(
  text: string,
  limits: DocumentLimits,
  options: ParseOptions & DocumentOptions & SchemaOptions,
  tags: 'known' | 'free' = 'known',
): Promise<ComposedYaml> {
  const { Composer, Lexer, LineCounter, Parser } = await import('yaml')
  refuseAbove(limits, 'bytes', Buffer.byteLength(text))
  const lines = new LineCounter()
  lines.addNewLine(0)
  const parser = new Parser(lines.addNewLine)
  // The package compares keys one by one, which takes time that grows with the square of their number.
  const composer = new Composer({ ...options, stringKeys: true, uniqueKeys: false })
  const here = () => positionOf(lines, parser.offset)
  const count = lexemeCounter(limits, here)
  refuseManyFaults(composer, lines, tags)
  let documents = 0
  let document: Document.Parsed | undefined
  const compose = (token: Parameters<typeof composer.next>[0]) => {
    if (token.type === 'document') documents += 1
    if (documents > 1)
      throw new DocumentFault(
        'has more than one document: here begins another',
        positionOf(lines, token.offset),
        'leave one of them, or put each into a file of its own',
      )
    for (const composed of composer.next(token)) document ??= composed
  }
  for (const lexeme of withFreeIndentation(new Lexer()).lex(text)) {
    count(lexeme)
    for (const token of parser.next(lexeme)) compose(token)
    refuseAbove(limits, 'levels', parser.stack.length - besideLevels, here)
  }
  for (const token of parser.end()) compose(token)
  for (const composed of composer.end(true, text.length)) document ??= composed
  return { document: document!, lines }
}

/** The callbacks of the composer in the `yaml` package; its types keep them private. */
interface Complaints {
  onError: (source: FaultSource, code: string, message: string, warning?: boolean) => void
  next(token: unknown): Iterable<Document.Parsed>
}
type FaultSource = number | readonly [number, number] | { readonly offset: number }

/** The package collects faults without a limit, each with its own error; a text may have a million. */
function refuseManyFaults(composer: unknown, lines: LineCounter, tags: 'known' | 'free'): void {
  const complaints = composer as Complaints
  const { onError, next } = complaints
  let count = 0
  let first: DocumentFault | undefined
  const counted = (source: FaultSource, message: string) => {
    count += 1
    const offset = typeof source === 'number' ? source : 'offset' in source ? source.offset : source[0]
    first ??= new DocumentFault(
      message,
      positionOf(lines, offset),
      `correct this first: more than ${mostYamlFaults} others follow`,
    )
    if (count > mostYamlFaults) throw first
  }
  complaints.onError = (source, code, message, warning) => {
    if (tags === 'free' && warning && code === 'TAG_RESOLVE_FAILED') return
    counted(source, message)
    onError(source, code, message, warning)
  }
  complaints.next = (token) => {
    const { type, message } = token as { type: string; message?: string }
    if (type === 'error' || type === 'directive') counted(token as { offset: number }, message ?? 'has many directives')
    return next.call(composer, token)
  }
}

/** Line and column of an offset in a document. */
export function positionOf(lines: LineCounter, offset: number): { readonly line: number; readonly column: number } {
  const { line, col } = lines.linePos(offset)
  return { line, column: col }
}

/** Counts pieces before they are used; each node has at least one piece of one of these kinds. */
function lexemeCounter(limits: DocumentLimits, here: () => { line: number; column: number }) {
  const counts = { tokens: 0, anchors: 0, aliases: 0, nodes: 0, items: 0, values: 0 }
  let scalar = false
  return (lexeme: string) => {
    counts.tokens += 1
    refuseAbove(limits, 'tokens', counts.tokens, here)
    // The text of a scalar may start like any other piece.
    if (scalar) {
      scalar = false
      return
    }
    switch (lexeme[0]) {
      case scalarMark:
        scalar = true
        counts.nodes += 1
        break
      case '"':
      case "'":
        counts.nodes += 1
        break
      case '{':
      case '[':
        counts.nodes += 1
        break
      case '*':
        counts.nodes += 1
        counts.aliases += 1
        refuseAbove(limits, 'aliases', counts.aliases, here)
        break
      case '&':
        counts.anchors += 1
        refuseAbove(limits, 'anchors', counts.anchors, here)
        break
      case '-':
        counts.items += 1
        break
      case ':':
        counts.values += 1
        break
    }
    refuseAbove(limits, 'nodes', Math.max(counts.nodes, counts.items, counts.values), here)
  }
}
