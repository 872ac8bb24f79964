import { expect, test } from '@jest/globals'
import { outputsOf } from './check-output.ts'

const remark = { path: 'a', startLine: 1, endLine: 1, level: 'notice', message: 'm' } as const

test.each([
  [0, [0]],
  [50, [50]],
  [51, [50, 1]],
  [120, [50, 50, 20]],
])('%i annotations are sent in batches of 50', (count, sizes) => {
  const outputs = outputsOf({ title: 't', summary: 's', annotations: Array(count).fill(remark) })
  expect(outputs.map((output) => output!.annotations.length)).toEqual(sizes)
})

test('texts are cut by bytes, between characters', () => {
  const [output] = outputsOf({ title: 'ä'.repeat(300), summary: '€'.repeat(30_000) })
  expect(Buffer.byteLength(output!.summary)).toBeLessThanOrEqual(65_535)
  expect(Buffer.byteLength(output!.title)).toBeLessThanOrEqual(255)
  expect(output!.summary + output!.title).not.toContain('\ufffd')
})
