import { commandWords, inCommandWords } from '../../src/core/run/command-words.ts'
import type { Report } from '../../src/core/run/report.ts'
import { StageError } from '../../src/core/run/stage-error.ts'
import { spelledReport } from '../../src/hosts/shared/spelled-report.ts'

/** What a stage reports, as a terminal says it. */
export function reportInWords(event: Report): Report<string> {
  return spelledReport(event, commandWords)
}

/** A failure as a terminal says it. */
export function errorInWords({ reason, message, hint, cause }: StageError): StageError<string> {
  return new StageError(reason, message, { ...(hint !== undefined && { hint: inCommandWords(hint) }), cause })
}

/** Matches a hint of which the words of a terminal have this text. */
export function saying(text: string | RegExp): unknown {
  const matches = (said: string) => (typeof text === 'string' ? said.includes(text) : text.test(said))
  return {
    asymmetricMatch: (hint: StageError['hint']) => hint !== undefined && matches(inCommandWords(hint)),
    toString: () => 'Saying',
    toAsymmetricMatcher: () => `Saying<${text}>`,
  }
}
