import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { saying } from '../../../test/support/in-command-words.ts'
import { type LocalEnvironment, localAccounts, localRegion } from '../local-environment.ts'
import { writeRecord } from './daemon-record.ts'
import { findLocal } from './find-local.ts'
import { findProcess } from './process-group.ts'

let home: string
let server: Server
let environment: LocalEnvironment

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'liftlock-find-'))
  server = createServer((_, response) => response.end('{}'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  environment = {
    endpoint: address,
    appsyncUrl: address,
    token: 'token',
    secretAccessKey: 'secret',
    region: localRegion,
    accounts: localAccounts,
    iam: false,
    egress: false,
    origins: [],
    isolation: { network: null, files: null },
  }
})

afterAll(async () => {
  server.close()
  await rm(home, { recursive: true, force: true })
})

/** A record of a daemon that is this process. */
async function write(of: object): Promise<void> {
  const supervisor = (await findProcess(process.pid)) ?? { pid: process.pid }
  const build = { build: '0.0.9', startedAt: '2026-01-01T00:00:00Z' }
  await writeRecord(home, { ...build, supervisor, status: 'ready', environment: of as LocalEnvironment })
}

test('a daemon whose parts answer is found', async () => {
  await write(environment)

  expect(await findLocal({ LIFTLOCK_HOME: home })).toEqual(environment)
})

test.each(['secretAccessKey', 'origins', 'isolation'])(
  'a daemon of a build that did not note %s yet is named, with the next step',
  async (name) => {
    const former = Object.fromEntries(Object.entries(environment).filter(([key]) => key !== name))
    await write(former)

    await expect(findLocal({ LIFTLOCK_HOME: home })).rejects.toMatchObject({
      reason: 'local-unavailable',
      message: 'another build of the toolkit started the local AWS (0.0.9)',
      hint: saying('liftlock local up'),
    })
  },
)
