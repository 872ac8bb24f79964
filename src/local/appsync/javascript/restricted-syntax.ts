import { type LiteralForm, withoutLiterals } from '../../../core/text/literals.ts'

/**
 * The parts of the language that the APPSYNC_JS runtime does not support (developer guide, "JavaScript runtime
 * features").
 */
const refused: readonly (readonly [RegExp, string])[] = [
  [/\b(try|catch|finally|throw)\b/, 'exceptions: report errors with util.error'],
  [/\b(while|do)\b/, 'while loops: use for-in or for-of'],
  [/\bfor\s*\((?:(?!\bfor\s*\()[^;)])*;/, 'C-style for loops: use for-in or for-of'],
  [/\bcontinue\b/, 'continue'],
  [/\b(async|await|Promise|yield)\b|function\s*\*/, 'asynchronous functions and generators'],
  [/\b(class|this|new|super)\b/, 'classes and new'],
  [/\+\+|--/, 'the operators ++ and --: use += 1'],
  [/\b(eval|Function|globalThis)\b/, 'eval, Function and globalThis'],
]

const textsAndComments: readonly LiteralForm[] = [
  { open: '/*', close: '*/' },
  { open: '//', close: 'line' },
  { open: "'", close: "'", escapes: true, oneLine: true },
  { open: '"', close: '"', escapes: true, oneLine: true },
  { open: '`', close: '`', escapes: true },
]

/** The first unsupported construct in the code; undefined if there is none. */
export function findRefusedSyntax(code: string): string | undefined {
  const bare = withoutLiterals(code, textsAndComments)
  return refused.find(([pattern]) => pattern.test(bare))?.[1]
}
