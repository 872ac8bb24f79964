import {
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { AssumeRoleCommand } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { deployStack, type LocalClients, localClients } from '../support/local-clients.ts'
import { startMinistack, type TestMinistack } from '../support/ministack.ts'

/* A bucket whose policy lets one role of another account in, by its ARN. */
const [owner, foreign] = ['333333333333', '111111111111']
let ministack: TestMinistack
let foreigner: LocalClients

beforeAll(async () => {
  ministack = await startMinistack({ iam: true })
  foreigner = localClients(ministack, foreign)
  const role = (RoleName: string) => ({
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName,
      AssumeRolePolicyDocument: {
        Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${foreign}:root` }, Action: 'sts:AssumeRole' }],
      },
      Policies: [
        {
          PolicyName: 'read',
          PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] },
        },
      ],
    },
  })
  const { status } = await deployStack(foreigner, 'roles', { Resources: { A: role('reader'), B: role('other') } })
  expect(status).toBe('CREATE_COMPLETE')
  const { s3 } = localClients(ministack, owner)
  await s3.send(new CreateBucketCommand({ Bucket: 'artifacts' }))
  await s3.send(new PutObjectCommand({ Bucket: 'artifacts', Key: 'a', Body: 'a' }))
  const statement = {
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${foreign}:root` },
    Action: 's3:GetObject',
    Resource: 'arn:aws:s3:::artifacts/*',
    Condition: { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${foreign}:role/reader` } },
  }
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
  await s3.send(new PutBucketPolicyCommand({ Bucket: 'artifacts', Policy }))
})
afterAll(() => ministack?.stop())

/** @param session its name must not count */
async function read(role: string, session = 'session'): Promise<string> {
  const RoleArn = `arn:aws:iam::${foreign}:role/${role}`
  const { Credentials } = await foreigner.sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: session }))
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials!
  const s3 = new S3Client({
    endpoint: ministack.endpoint,
    region: 'eu-west-1',
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken },
  })
  return readWith(s3)
}

async function readWith(s3: S3Client): Promise<string> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'artifacts', Key: 'a' }))
    return await Body!.transformToString()
  } catch (error) {
    return (error as Error).name
  }
}

test('the role that the policy of a bucket names reads it from another account, and no other role does', async () => {
  expect(await read('reader')).toBe('a')
  expect(await read('other')).toBe('AccessDenied')
  expect(await read('other', 'reader')).toBe('AccessDenied')
})

test('the root user of the other account is no role, and stays out', async () => {
  expect(await readWith(foreigner.s3)).toBe('AccessDenied')
})
