import type { Document, ErrorCode, LineCounter, Scalar, YAMLError } from 'yaml'
import { DocumentFault } from '../../core/documents/document-fault.ts'
import { positionOf } from './compose-yaml.ts'

const fixes: Readonly<Partial<Record<ErrorCode, string>>> = {
  BAD_DQ_ESCAPE: 'write two backslashes for one, or use single quotes',
  BAD_INDENT: 'indent the lines of one mapping or list alike',
  BAD_SCALAR_START: 'put the text in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'put a text with a colon and a blank in quotes, or begin a new line for the mapping',
  BLOCK_IN_FLOW: 'close the bracket before this line, or write the whole in brackets',
  MULTILINE_IMPLICIT_KEY: 'check that this line has a colon, and that quotes before it are closed',
  MULTIPLE_TAGS: 'write one of the two functions in its long form, such as Fn::Base64',
  MULTIPLE_ANCHORS: 'leave one of them',
  NON_STRING_KEY: 'write the key as one text',
  TAB_AS_INDENT: 'indent with blanks',
  UNEXPECTED_TOKEN: 'check the brackets, commas and quotes before this place',
}

/**
 * The first thing that YAML itself has against a text, with its place and what to do about it; undefined for a text
 * without fault.
 */
export async function yamlFault(document: Document.Parsed, lines: LineCounter): Promise<DocumentFault | undefined> {
  const error = document.errors[0]
  if (error === undefined) return undefined
  const unclosed = await unclosedText(document, error)
  if (unclosed !== undefined)
    return new DocumentFault('opens a quote that nothing closes', positionOf(lines, unclosed), 'close the quote')
  const place = positionOf(lines, error.pos[0])
  const bracket = missingBracket(error)
  const message = bracket === undefined ? error.message : `has no ${bracket} for a bracket that is open here`
  return new DocumentFault(message, place, yamlFix(error))
}

/** What to do about a fault of YAML. */
export function yamlFix(error: YAMLError): string {
  if (/^Missing closing/.test(error.message)) return 'close the quote'
  const bracket = missingBracket(error)
  return bracket === undefined ? (fixes[error.code] ?? 'correct the YAML here') : `add the ${bracket}`
}

function missingBracket({ message }: YAMLError): string | undefined {
  return /must (?:be sufficiently indented and )?end with a (.)/.exec(message)?.[1]
}

/** Where the text begins that lacks its closing quote; the fault stands at its end, which is that of the document. */
async function unclosedText(document: Document.Parsed, { message, pos }: YAMLError): Promise<number | undefined> {
  if (!/^Missing closing/.test(message)) return undefined
  const { visit } = await import('yaml')
  let start: number | undefined
  visit(document, {
    Scalar(_, { type, range }: Scalar) {
      if (type?.startsWith('QUOTE') && range != null && range[0] <= pos[0]) start = Math.max(start ?? 0, range[0])
    },
  })
  return start
}
