import { expect, test } from '@jest/globals'
import { cutText, findingLimits, limitFindings } from './finding-limits.ts'
import type { Finding, Report } from './report.ts'

const finding = (severity: Finding['severity'], text: string): Report => ({
  kind: 'finding',
  finding: { severity, text },
})

function left(events: readonly Report[]): readonly Finding[] {
  const findings: Finding[] = []
  const limited = limitFindings((event) => event.kind === 'finding' && findings.push(event.finding))
  for (const event of events) limited.report(event)
  limited.close()
  return findings
}

const many = (severity: Finding['severity'], count: number) =>
  Array.from({ length: count }, (_, index) => finding(severity, `${severity} ${index}`))

test('as many findings of a severity as the limit are shown, and of one more it is said that it is there', () => {
  expect(left(many('error', findingLimits.shown)).length).toBe(100)
  expect(left(many('error', findingLimits.shown + 1)).slice(99)).toEqual([
    { severity: 'error', text: 'error 99' },
    { severity: 'error', text: 'and 1 more error', fix: 'fix those above, then run it again' },
  ])
})

test('a hundred thousand findings are the first hundred and the number of the others, whoever counted them', () => {
  expect(left(many('error', 100_000)).at(-1)?.text).toBe('and 99,900 more errors')
  const counted = [...many('error', 100), { kind: 'more-findings', severity: 'error', count: 99_900 } as const]
  expect(left(counted).map(({ text }) => text)).toEqual([
    ...Array.from({ length: 100 }, (_, index) => `error ${index}`),
    'and 99,900 more errors',
  ])
})

test('warnings take no place from errors', () => {
  const texts = left([...many('warning', 5000), finding('error', 'the one that counts')]).map(({ text }) => text)
  expect(texts.length).toBe(102)
  expect(texts.slice(-2)).toEqual(['the one that counts', 'and 4,900 more warnings'])
})

test('a text of the limit stays, and a longer one keeps its beginning and its end around a visible gap', () => {
  const text = (length: number) => `begin${'x'.repeat(length - 8)}end`
  expect(cutText(text(4000), findingLimits.text)).toBe(text(4000))
  const cut = cutText(text(4001), findingLimits.text)
  expect(cut.length).toBeLessThanOrEqual(4000)
  expect(cut).toMatch(/^beginx+ \[…\d+ characters left out…\] x+end$/)
  const [shown] = left([finding('error', text(1_000_000))])
  expect(shown!.text.length).toBeLessThanOrEqual(findingLimits.text)
})

test('a cut never leaves half a character', () => {
  for (const length of [100, 101, 102, 103])
    expect(() => encodeURIComponent(cutText('😀'.repeat(1000), length))).not.toThrow()
})
