import { expect, test } from '@jest/globals'
import { readModel } from '../../src/generator/model/read-model.ts'
import { parkingFiles } from '../support/parking-model.ts'

/** What a model names becomes a resource in a policy of its functions (V-35). */
const setup = 'notifiers/GarageSetup.xml'
const artifactBuckets = ['acme-releases', 'parking-desk-artifacts']

async function findingsWith(attributes: string) {
  const activity = `<activity ${attributes}></activity>\n`
  const files = await parkingFiles({
    [setup]: ['<activity type="send-email"', `${activity}<activity type="send-email"`],
  })
  const { findings, model } = await readModel(files, 'model', async () => artifactBuckets)
  return { findings: findings.filter(({ severity }) => severity === 'error'), model }
}

const inBucket = (bucket: string) => findingsWith(`type="write-file" file-name="f" content="c" bucket="${bucket}"`)

test.each([
  ['parking-desk-artifacts-staging', 'a release is kept in a bucket of this name'],
  ['parking-desk-artifacts-production', 'a release is kept in a bucket of this name'],
  ['other-shop-artifacts-staging', 'a release is kept in a bucket of this name'],
  ['parking-desk-artifacts', 'is an artifact bucket'],
  ['acme-releases', 'is an artifact bucket'],
  ['*', 'is not the name of a bucket'],
  ['?', 'is not the name of a bucket'],
  ['parking-desk-art*', 'is not the name of a bucket'],
  ['parking-desk-artifacts-stagin?', 'is not the name of a bucket'],
  ['${LiftlockArtifactBucket}', 'is not the name of a bucket'],
  ['a-${aws:PrincipalTag/bucket}', 'is not the name of a bucket'],
  ['{{resolve:ssm:/bucket}}', 'is not the name of a bucket'],
  ['arn:aws:s3:::parking-desk-artifacts-staging', 'is not the name of a bucket'],
  ['arn:aws:s3:eu-west-1:111111111111:accesspoint/desk', 'is not the name of a bucket'],
  ['files/../parking-desk-artifacts-staging', 'is not the name of a bucket'],
  ['files/evidence', 'is not the name of a bucket'],
  ['#flow.bucket', 'is not the name of a bucket'],
  ['#{flow.bucket}', 'is not the name of a bucket'],
  ['Parking-Desk-Artifacts-Staging', 'is not the name of a bucket'],
  ['parking desk', 'is not the name of a bucket'],
  ['ab', 'is not the name of a bucket'],
  ['192.168.5.4', 'is not the name of a bucket'],
  ['two..dots', 'is not the name of a bucket'],
  ['desk-hrzrlukc5m36ft7okagglf3gmwluquse1b-s3alias', 'is not the name of a bucket'],
  ['desk-abc--ol-s3', 'is not the name of a bucket'],
  ['mfzwi23gnjvgw.mrap', 'is not the name of a bucket'],
  ['desk--euw1-az1--x-s3', 'is not the name of a bucket'],
  ['xn--desk', 'is not the name of a bucket'],
  ['a'.repeat(64), 'is not the name of a bucket'],
])('no function may write to the bucket %j', async (bucket, text) => {
  const { findings, model } = await inBucket(bucket)

  expect(model).toBeUndefined()
  expect(findings).toEqual([
    {
      severity: 'error',
      rule: 'V-35',
      text: expect.stringContaining(text),
      place: { file: setup, line: 14, column: 65, length: bucket.length },
      fix: expect.any(String),
    },
  ])
  expect(findings[0]?.text).toContain(JSON.stringify(bucket))
})

test('a bucket by its plain name, and the application’s own, are fine', async () => {
  expect((await inBucket('acme-reports')).findings).toEqual([])
  expect((await inBucket('reports.acme.example')).findings).toEqual([])
  expect((await inBucket('')).findings).toEqual([])
})

test.each([
  '*',
  '?',
  '*@*',
  'Desk &lt;*@parking.example&gt;',
  'desk@*',
  'desk@parking.exampl?',
  'desk@${AWS::AccountId}',
  '${aws:username}@parking.example',
  '{{resolve:ssm:/sender}}',
  'desk@{{resolve:ssm:/domain}}',
  '#flow.sender',
  'parking.example',
  'desk@parking.example/../*',
  'arn:aws:ses:eu-west-1:111111111111:identity/a@b.example',
  '@parking.example',
  'desk@',
  'Desk &lt;&gt;',
])('no function may send mail as %j', async (sender) => {
  const { findings, model } = await findingsWith(
    `type="send-email" receiver="a@b.example" subject="s" text="t" sender="${sender}"`,
  )

  expect(model).toBeUndefined()
  expect(findings).toEqual([
    expect.objectContaining({
      rule: 'V-35',
      text: expect.stringContaining('is not the address of a sender'),
      place: expect.objectContaining({ file: setup, line: 14 }),
      fix: expect.any(String),
    }),
  ])
})

test('a sender may have a name beside the address', async () => {
  const { findings } = await findingsWith(
    'type="send-email" receiver="a@b.example" subject="s" text="t" sender="Desk of $ {all} * &lt;o.desk+x@mail.parking.example&gt;"',
  )
  expect(findings).toEqual([])
})
