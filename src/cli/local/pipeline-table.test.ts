import { expect, test } from '@jest/globals'
import { pipelineTable } from './pipeline-table.ts'

const id = (digit: number) => `${digit}`.repeat(8)
const day = (number: number) => new Date(Date.UTC(2026, 10, number))
const idle = { running: [], approvals: [], waiting: [] }

test('stages say what runs and waits in them, and executions what started them and why they ended', () => {
  const text = pipelineTable({
    environment: 'staging',
    name: 'shop',
    version: 3,
    type: 'V2',
    executionMode: 'QUEUED',
    stages: [
      { ...idle, name: 'Source', status: 'Succeeded', execution: id(2) },
      {
        ...idle,
        name: 'Approve',
        status: 'InProgress',
        execution: id(1),
        approvals: [{ action: 'Ask', token: 'abc', since: day(2) }],
        waiting: [id(2)],
      },
      { ...idle, name: 'Deploy', running: ['entry condition', 'Roll'], disabled: 'freeze' },
    ],
    executions: [
      { id: id(2), status: 'InProgress', trigger: 'started by ana', started: day(2), revisions: { Code: 'v2' } },
      { id: id(1), status: 'Failed', trigger: 'creation run', started: day(1), revisions: {}, reason: 'no bucket' },
    ],
  })

  expect(text).toBe(`staging · shop · V2 QUEUED · version 3

  Stage    Status      Execution  What waits or runs
  Source   Succeeded   22222222
  Approve  InProgress  11111111   Ask waits for an approval since 2026-11-02T00:00:00Z, token abc; waiting to enter: 22222222
  Deploy   -           -          entry condition runs; Roll runs; nothing may enter: freeze

  Execution  Status      Started               By
  22222222   InProgress  2026-11-02T00:00:00Z  started by ana  Code v2
  11111111   Failed      2026-11-01T00:00:00Z  creation run    no bucket
`)
})
