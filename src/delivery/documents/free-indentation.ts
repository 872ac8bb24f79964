import type { Lexer } from 'yaml'

/** What the lexer of the `yaml` package works with; its types keep it private. */
interface LexerWork {
  /**
   * Columns that a line needs to go on with what is open; 0 asks for none, and then only `---` and `...` end a text.
   */
  indentNext: number
  parseQuotedScalar(): Generator<string, unknown>
  parseFlowCollection(): Generator<string, unknown>
}

/**
 * Lets the lines of quoted texts and of collections in brackets begin anywhere, as in YAML 1.1: CloudFormation and the
 * AWS command line read them so. The package follows YAML 1.2, where such lines stand to the right of their key.
 */
export function withFreeIndentation(lexer: Lexer): Lexer {
  const work = lexer as unknown as LexerWork
  const { parseQuotedScalar, parseFlowCollection } = work
  const freely = (parse: () => Generator<string, unknown>) =>
    function* (this: LexerWork): Generator<string, unknown> {
      const { indentNext } = this
      this.indentNext = 0
      const next = yield* parse.call(this)
      this.indentNext = indentNext
      return next
    }
  work.parseQuotedScalar = freely(parseQuotedScalar)
  work.parseFlowCollection = freely(parseFlowCollection)
  return lexer
}
