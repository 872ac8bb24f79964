import { expect, test } from '@jest/globals'
import { startMinistack } from '../../test/support/ministack.ts'
import { awsAtEndpoint } from '../aws/clients.ts'
import { ensureBucket } from './ensure-bucket.ts'
import { localAccounts, localRegion } from './local-environment.ts'

test('production reads what lies in the bucket of staging with its versions, and writes nothing there', async () => {
  const { endpoint, token, stop } = await startMinistack()
  const { staging, production } = localAccounts
  const local = {
    endpoint,
    token,
    appsyncUrl: '',
    region: localRegion,
    accounts: localAccounts,
    iam: false,
    egress: false,
  }
  const environment = { bucket: 'parking-desk-artifacts-staging', account: staging }
  const aws = awsAtEndpoint(endpoint, { region: localRegion, account: staging })

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
