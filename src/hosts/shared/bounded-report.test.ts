import { expect, test } from '@jest/globals'
import { commandWords } from '../../core/run/command-words.ts'
import type { Report } from '../../core/run/report.ts'
import { SecretMask } from '../../core/secrets/secret-mask.ts'
import { boundedReport, longestLayout, longestName, longestText } from './bounded-report.ts'

const long = 'x'.repeat(5_000_000)
const asItIs = (text: string) => text
const events: readonly Report[] = [
  { kind: 'note', text: long },
  { kind: 'progress', text: long },
  { kind: 'warning', text: long },
  { kind: 'text', text: long },
  { kind: 'group', title: long, lines: [long, 'short'] },
  { kind: 'section', title: long },
  { kind: 'verdict', text: long, markdown: long },
  {
    kind: 'finding',
    finding: { severity: 'error', rule: long, text: long, fix: long, link: long, place: { file: long, line: 1 } },
  },
]

test.each(events)('of a text of five million characters in $kind little is said, and that is said', (event) => {
  const bounded = JSON.stringify(boundedReport(event, asItIs, commandWords))
  const largest =
    event.kind === 'text' || event.kind === 'verdict' ? longestLayout + longestText : 2 * longestText + 3 * longestName
  expect(bounded.length).toBeLessThan(largest + 200)
  expect(bounded).toContain('characters left out')
})

test('a secret at the place of the cut is masked before it is cut', () => {
  const mask = new SecretMask()
  mask.add('canary-of-the-cut-0123456789')
  const text = `${'x'.repeat(longestText - 10)}canary-of-the-cut-0123456789`
  const bounded = boundedReport({ kind: 'note', text }, (each) => mask.apply(each), commandWords)
  expect(JSON.stringify(bounded)).not.toContain('canary')
})
