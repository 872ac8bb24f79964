import { expect, test } from '@jest/globals'
import { changeCollector } from '../changes/collect-changes.ts'
import { usualLevels } from '../changes/levels.ts'
import { branchTracker } from './branches.ts'
import type { Commit } from './commit.ts'
import { logRecords } from './log-records.ts'

/** A record as git prints it. */
function record(index: number, message: string, files: readonly string[] = []): string {
  const hash = index.toString(16).padStart(40, '0')
  const parent = (index + 1).toString(16).padStart(40, '0')
  const names = files.length === 0 ? '' : `\n${files.map((file) => `${file}\0`).join('')}`
  return `\0>\0${hash}\0${parent}\x001700000000\0Ada\0${message}\0\0${names}`
}

test.each([1, 2, 3, 7, 1000])('the output may be cut anywhere, as after each %d bytes', (size) => {
  const output = Buffer.from(
    record(1, 'feat: ü😀\n\nbody\n', ['a', 'b\nc']) + record(2, '') + record(3, 'fix: b\r\n', ['\nd']),
  )
  const commits: Commit[] = []
  const records = logRecords((commit) => void commits.push(commit))
  for (let start = 0; start < output.length; start += size) records.push(output.subarray(start, start + size))
  records.end()
  expect(commits.map(({ message, files }) => [message, files])).toEqual([
    ['feat: ü😀\n\nbody\n', ['a', 'b\nc']],
    ['', []],
    ['fix: b\n', ['\nd']],
  ])
  expect(commits[0]).toMatchObject({
    author: 'Ada',
    seconds: 1_700_000_000,
    boundary: false,
    parents: [commits[1]!.hash],
  })
})

test('no output has no commits', () => {
  const commits: Commit[] = []
  logRecords((commit) => void commits.push(commit)).end()
  expect(commits).toEqual([])
})

test('memory does not grow with a hundred thousand commits', () => {
  const collector = changeCollector(usualLevels)
  const place = branchTracker()
  const records = logRecords((commit) => collector.take(commit, place(commit)))
  const body = 'x'.repeat(1_000)
  const before = process.memoryUsage().heapUsed
  for (let index = 1; index <= 100_000; index += 1)
    records.push(Buffer.from(record(index, `chore: ${index}\n\n${body}`)))
  records.end()
  expect(collector.finish()).toMatchObject({ commits: 100_000, level: 'none' })
  // The messages alone are 100 MB.
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(60_000_000)
})
