import { expect, test } from '@jest/globals'
import { saying } from './render-statement.ts'

const approval = {
  stage: 'approval',
  environment: 'production',
  application: 'parking',
  account: '222222222222',
  region: 'eu-west-1',
  stackId: 'arn:aws:cloudformation:eu-west-1:222222222222:stack/parking/1',
  gate: null,
  run: { host: 'codepipeline', id: 'parking#1/Production/Promote', actor: null, url: null },
  writtenAt: '2026-12-01T00:00:00Z',
  plan: 'f'.repeat(64),
  approvedBy: null,
} as const
const policy = 'rollback-without-approval' as const
const from = { release: 'a'.repeat(64), run: 'parking#2/Production/Promote' }

test.each([
  [{ approvedBy: 'ana' }, 'approved by ana'],
  [{}, 'approved by a person who is not named'],
  [{ rollback: { policy, from: null } }, 'approved by nobody, let in by rollback-without-approval'],
  [
    { rollback: { policy, from } },
    `approved by nobody, let in by rollback-without-approval, back from release ${from.release} of run ${from.run}`,
  ],
])('an approval with %j says: %s', (more, text) => {
  expect(saying({ ...approval, ...more })).toBe(`plan ${approval.plan} ${text}`)
})
