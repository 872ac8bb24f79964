import { expect, test } from '@jest/globals'
import { commandWords } from '../../core/run/command-words.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { SecretMask } from '../../core/secrets/secret-mask.ts'
import { longestText } from './bounded-report.ts'
import { boundedResult } from './bounded-result.ts'
import { failureText, resultJson } from './result-text.ts'

const long = 'x'.repeat(5_000_000)
const asItIs = (text: string) => text

test.each([
  ['failure', { kind: 'failure', stage: 'deploy', error: new StageError('stack-failed', long, { hint: long }) }],
  ['bug', { kind: 'bug', stage: 'deploy', error: new Error(long) }],
  ['bug without an error', { kind: 'bug', stage: 'deploy', error: long }],
] as const)('the words of a %s of five million characters are cut in every form', (_, result) => {
  const bounded = boundedResult(result, asItIs, commandWords)
  expect(JSON.stringify(resultJson(bounded)).length).toBeLessThan(2 * longestText + 200)
  expect(JSON.stringify(resultJson(bounded))).toContain('characters left out')
  expect(failureText(bounded, '', (reason) => reason)).toContain('characters left out')
})

test('a secret at the place of the cut is masked before the text is cut', () => {
  const mask = new SecretMask()
  mask.add('canary-of-the-cut-0123456789')
  const message = 'x-canary-of-the-cut-0123456789'.repeat(100_000)
  const error = new StageError('stack-failed', message, { hint: message })
  const bounded = boundedResult({ kind: 'failure', stage: 'deploy', error }, (text) => mask.apply(text), commandWords)
  expect(JSON.stringify(resultJson(bounded))).not.toContain('canary')
})

test('outputs stay whole, and so do short words', () => {
  const outputs = { release: long }
  const done = { kind: 'done', stage: 'package', outcome: 'succeeded', outputs } as const
  expect(boundedResult(done, asItIs, commandWords)).toBe(done)
  const error = new StageError('stack-failed', 'short', { cause: 'why' })
  const failed = boundedResult({ kind: 'failure', stage: 'deploy', error, outputs }, asItIs, commandWords)
  expect(failed).toEqual({ kind: 'failure', stage: 'deploy', error, outputs })
})
