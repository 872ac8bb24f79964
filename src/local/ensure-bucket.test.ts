import { DeleteBucketPolicyCommand, GetBucketVersioningCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { AssumeRoleCommand } from '@aws-sdk/client-sts'
import { expect, test } from '@jest/globals'
import { deployStack, localClients } from '../../test/support/local-clients.ts'
import { startMinistack } from '../../test/support/ministack.ts'
import { awsAtEndpoint } from '../aws/clients.ts'
import { ensureBucket } from './ensure-bucket.ts'
import { localAccounts, localRegion } from './local-environment.ts'

test('production reads what lies in the bucket of staging with its versions, and writes nothing there', async () => {
  const { endpoint, token, secretAccessKey, stop } = await startMinistack()
  const { staging, production } = localAccounts
  const local = {
    endpoint,
    token,
    secretAccessKey,
    appsyncUrl: '',
    region: localRegion,
    accounts: localAccounts,
    iam: false,
    egress: false,
  }
  const environment = { name: 'staging', bucket: 'parking-desk-artifacts-staging', account: staging }
  const aws = awsAtEndpoint(endpoint, { region: localRegion, account: staging, secretAccessKey })

  try {
    await ensureBucket(local, environment, [staging, production])
    await ensureBucket(local, environment, [staging, production])
    await aws.at({ account: staging }).objects.create(environment.bucket, 'a', Buffer.from('sealed'))

    const { objects } = aws.at({ account: production })
    const read = await objects.read(environment.bucket, 'a')
    const written = objects.create(environment.bucket, 'b', Buffer.from('forged'))
    const versions: string[] = []
    for await (const { version } of objects.versions(environment.bucket, '')) versions.push(version)

    expect(Buffer.from(read?.body ?? []).toString()).toBe('sealed')
    expect(versions).toEqual([expect.not.stringMatching(/^null$/)])
    await expect(written).rejects.toMatchObject({ reason: 'access-denied' })
  } finally {
    await stop()
  }
})

test('a role of the account that may do everything writes nothing into its artifact bucket', async () => {
  const { endpoint, secretAccessKey, stop } = await startMinistack({ iam: true })
  const { staging, production } = localAccounts
  const owner = localClients({ endpoint, secretAccessKey }, staging)
  const environment = { name: 'staging', bucket: 'parking-desk-artifacts-staging', account: staging }
  const { bucket: Bucket } = environment

  try {
    const local = { endpoint, secretAccessKey, region: localRegion, accounts: localAccounts }
    await ensureBucket(local, environment, [staging, production])
    const allow = (more: object) => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...more }] })
    const trust = allow({ Principal: { AWS: `arn:aws:iam::${staging}:root` }, Action: 'sts:AssumeRole' })
    const PolicyDocument = allow({ Action: '*', Resource: '*' })
    const Properties = {
      RoleName: 'function',
      AssumeRolePolicyDocument: trust,
      Policies: [{ PolicyName: 'All', PolicyDocument }],
    }
    await deployStack(owner, 'role', { Resources: { Role: { Type: 'AWS::IAM::Role', Properties } } })
    const assumed = { RoleArn: `arn:aws:iam::${staging}:role/function`, RoleSessionName: 'work' }
    const { Credentials } = await owner.sts.send(new AssumeRoleCommand(assumed))
    const s3 = new S3Client({
      endpoint,
      region: localRegion,
      forcePathStyle: true,
      credentials: {
        accessKeyId: Credentials!.AccessKeyId!,
        secretAccessKey: Credentials!.SecretAccessKey!,
        sessionToken: Credentials!.SessionToken!,
      },
    })
    const passed = { Bucket, Key: 'evidence/a/quality-gate/staging/9999.json', Body: 'passed', IfNoneMatch: '*' }

    await expect(s3.send(new PutObjectCommand(passed))).rejects.toMatchObject({ name: 'AccessDenied' })
    await expect(s3.send(new DeleteBucketPolicyCommand({ Bucket }))).rejects.toMatchObject({ name: 'AccessDenied' })
    await owner.s3.send(new PutObjectCommand(passed))
    expect((await owner.s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe('Enabled')
  } finally {
    await stop()
  }
})
