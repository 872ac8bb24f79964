import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type TestJob, testJob } from '../support/action-process.ts'

let job: TestJob

beforeAll(() => {
  job = testJob({ AWS_REGION: 'eu-west-1' })
  const lines = ['application: shop', 'environments:', '  staging:', '    paramters: { Size: 3 }', '    clean: perhaps']
  writeFileSync(join(job.workspace, 'liftlock.yml'), `${lines.join('\n')}\n`)
})

afterAll(() => job.remove())

test.each([
  ['deploy', { release: '1.0.0', environment: 'staging' }],
  ['promote', { release: '1.0.0', environment: 'staging', from: 'staging' }],
  ['quality-gate', { release: '1.0.0', environment: 'staging' }],
] as const)('faults of liftlock.yml are annotations on their lines when %s reads it', async (action, inputs) => {
  const { code, log, outputs } = await job.run(action, inputs)
  expect(code).toBe(2)
  expect(outputs).toMatchObject({ 'failure-reason': 'configuration-invalid' })
  expect(log).toMatch(
    /^::error file=liftlock\.yml,line=4,.*col=5.*::.*unknown key "paramters".*did you mean parameters\?/m,
  )
  expect(log).toMatch(/^::error file=liftlock\.yml,line=5,.*col=12.*::/m)
})
