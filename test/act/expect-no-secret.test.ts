import { expect, test } from '@jest/globals'
import { expectNoSecret } from './expect-no-secret.ts'
import type { ActRun } from './run-act.ts'
import { tokenOfTheRun } from './world.ts'

const clean = { text: 'a log', summaries: ['a summary'], masked: ['named+by/a=step'] } as unknown as ActRun
const without = { artifacts: () => ({ 'report.html': 'a report' }) }
const known = ['known+to/the=test']

test('a run that shows no secret passes', () => {
  expect(() => expectNoSecret(clean, without, known)).not.toThrow()
})

test.each([
  ['known+to/the=test', 'a secret of the test'],
  ['named%2Bby%2Fa%3Dstep', 'what a step named to the runner, URL-encoded'],
  [Buffer.from(tokenOfTheRun).toString('base64url'), 'the token of the run, in base64url'],
])('%s is found in the log, in a summary and in what was uploaded (%s)', (planted) => {
  const text = `before ${planted} after`
  expect(() => expectNoSecret({ ...clean, text }, without, known)).toThrow('log: secret')
  expect(() => expectNoSecret({ ...clean, summaries: [text] }, without, known)).toThrow('summaries: secret')
  const uploaded = { artifacts: () => ({ 'report.html': text }) }
  expect(() => expectNoSecret(clean, uploaded, known)).toThrow('report.html: secret')
})

test('a run without a summary was not looked at', () => {
  expect(() => expectNoSecret({ ...clean, summaries: [] }, without, known)).toThrow('toBeGreaterThan')
})
