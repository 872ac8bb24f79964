import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { type PromotionGround, promotionGround } from '../support/promotion-ground.ts'

let ground: PromotionGround
let release: string
/** A function's role that could make evidence in production. */
const Work = {
  Type: 'AWS::IAM::Role',
  Properties: {
    Policies: [
      {
        PolicyName: 'Save',
        PolicyDocument: {
          Statement: [
            {
              Effect: 'Allow',
              Action: 's3:PutObject',
              Resource: 'arn:aws:s3:::parking-artifacts-production/evidence/*',
            },
          ],
        },
      },
    ],
  },
}

beforeEach(async () => {
  ground = await promotionGround()
  release = await ground.released('one', { resources: { Work } })
})
afterEach(() => ground.cloud.stop())

test('a release that passed the gate is not promoted when its role could make evidence in production', async () => {
  const { error } = await ground.promote({ release })
  expect(error).toMatchObject({
    reason: 'artifact-bucket-writable',
    outcome: 'rejected',
    message: expect.stringMatching(/^Work .* parking-artifacts-production: .* statement 1 of policy Save$/),
  })
  expect((await ground.promote({ release, planOnly: true })).error).toMatchObject({
    reason: 'artifact-bucket-writable',
  })
  expect(ground.cloud.service.executions).toEqual([])
  expect(ground.cloud.service.leftChangeSets).toEqual([])
  expect([...ground.json('environments/').keys()]).toEqual([])
})

test('the promoting checkout can let a resource through, by its name and for its environment', async () => {
  ground.configuration = `application: parking
environments:
  staging: { writers: [Work] }
  production: { requires: [quality-gate@staging] }
`
  expect((await ground.promote({ release })).error).toMatchObject({ reason: 'artifact-bucket-writable' })
  ground.configuration = `application: parking
environments:
  staging: {}
  production: { requires: [quality-gate@staging], writers: [Work] }
`
  const { outputs, reports } = await ground.promote({ release })
  expect(outputs?.outcome).toBe('succeeded')
  const shown = reports.flatMap((report) => ('text' in report ? [report.text] : [])).join(' ')
  expect(shown.replace(/\s+/g, ' ')).toContain('may write to parking-artifacts-production: s3:PutObject')
})
