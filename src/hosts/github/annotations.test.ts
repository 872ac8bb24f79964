import { expect, test } from '@jest/globals'
import { GitHubAnnotations } from './annotations.ts'

const asItIs = (text: string) => text
const many = (count: number, severity: 'error' | 'warning' | 'notice') =>
  Array.from({ length: count }, (_, number) => ({ severity, text: `${severity} ${number}` }) as const)

test('ten of a kind are shown, one of them the verdict of a failure, and the rest is given back', () => {
  const annotations = new GitHubAnnotations()
  for (const finding of [...many(12, 'error'), ...many(11, 'warning')]) annotations.add(finding)
  const { lines, rest } = annotations.commands('error', asItIs)
  expect(lines.filter((line) => line.startsWith('::error'))).toHaveLength(9)
  expect(lines.filter((line) => line.startsWith('::warning'))).toHaveLength(10)
  expect(rest.map(({ text }) => text)).toEqual(['error 9', 'error 10', 'error 11', 'warning 10'])
})

test('a notice that is the last word of a step has room among the ten', () => {
  const annotations = new GitHubAnnotations()
  for (const finding of [...many(11, 'error'), ...many(11, 'notice')]) annotations.add(finding)
  const { lines } = annotations.commands('notice', asItIs)
  expect(lines.filter((line) => line.startsWith('::error'))).toHaveLength(10)
  expect(lines.filter((line) => line.startsWith('::notice'))).toHaveLength(9)
})

test('what has a place goes before what has none', () => {
  const annotations = new GitHubAnnotations()
  for (const finding of many(10, 'error')) annotations.add(finding)
  annotations.add({ severity: 'error', rule: 'V-17', text: '100 %', place: { file: 'a,b.xml', line: 6, column: 37 } })
  const [first] = annotations.commands('error', asItIs).lines
  expect(first).toBe('::error file=a%2Cb.xml,line=6,col=37,title=V-17::100 %25')
})

test('a message is cut where the runner would cut it', () => {
  const annotations = new GitHubAnnotations()
  annotations.add({ severity: 'notice', text: 'x'.repeat(5000) })
  const [line] = annotations.commands(undefined, asItIs).lines
  expect(line!.length).toBeLessThanOrEqual('::notice::'.length + 4096)
  expect(line).toMatch(/^::notice::x+ \[…\d+ characters left out…\] x+$/)
})

test('a file of the checkout is named by its path inside, as the platform knows it', () => {
  const annotations = new GitHubAnnotations('/checkout/shop')
  annotations.add({ severity: 'notice', text: 'a', place: { file: '/checkout/shop/model/a.xml', line: 1 } })
  annotations.add({ severity: 'notice', text: 'b', place: { file: '/checkout/shopping/a.xml' } })
  expect(annotations.commands(undefined, asItIs).lines).toEqual([
    '::notice file=model/a.xml,line=1::a',
    '::notice file=/checkout/shopping/a.xml::b',
  ])
})
