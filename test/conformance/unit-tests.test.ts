import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { packageRoot } from '../../src/system/package-root.ts'
import { type TestJob, testJob } from '../support/action-process.ts'
import { type CommandLine, commandLine } from '../support/command-line.ts'
import { unitTestCase } from './cases.ts'
import { printed, stepEnd } from './terminal-host.ts'

const minutes = 60_000
let line: CommandLine
let job: TestJob
beforeAll(() => {
  line = commandLine()
  job = testJob()
})
afterAll(async () => {
  job.remove()
  await line.close()
}, minutes)

/** The small example with a unit test that expects another event. */
function brokenModel(folder: string): string {
  const model = join(folder, 'hello')
  cpSync(join(packageRoot(), 'examples', 'hello'), model, { recursive: true })
  const flow = join(model, 'domain', 'Hello', 'Greeting', 'behavior-flows', 'Say.xml')
  const text = readFileSync(flow, 'utf8')
  writeFileSync(flow, text.replace('value="Hello, World!"', 'value="Goodbye"'))
  return model
}

test(
  unitTestCase.title,
  async () => {
    const out = (folder: string) => join(folder, 'out')
    const ended = await line.run(['generate', brokenModel(line.folder), '--out', out(line.folder), '--json'])
    const { code, outputs } = await job.run('generate', { model: brokenModel(job.workspace), out: out(job.workspace) })

    expect(stepEnd(ended)).toEqual({ outcome: 'rejected', reason: 'unit-tests-failed', exitCode: 1 })
    expect([outputs.outcome, outputs['failure-reason'], code]).toEqual(['rejected', 'unit-tests-failed', 1])
    expect(printed(ended).error!.message).toBe('1 unit test of 1 failed')
    expect([line.folder, job.workspace].map((folder) => existsSync(join(out(folder), 'app')))).toEqual([false, false])
  },
  4 * minutes,
)
