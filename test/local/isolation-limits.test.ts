import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateFunctionCommand, InvokeCommand } from '@aws-sdk/client-lambda'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { describeIsolation } from '../../src/local/daemon/isolation.ts'
import type { Isolation } from '../../src/local/local-environment.ts'
import { localClients } from '../support/local-clients.ts'
import { startMinistack, testPython } from '../support/ministack.ts'
import { zipOf } from '../support/zip.ts'

let folder: string
let secret: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'liftlock-limits-'))
  secret = join(await mkdtemp(join(homedir(), '.liftlock-limits-')), 'secret')
  await writeFile(secret, 'mine')
})

afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
  await rm(join(secret, '..'), { recursive: true, force: true })
})

/** Who the emulator is, in a user namespace that is made for it: what is done first, and how the rest is started. */
const people = {
  root: [':', ''],
  'root without all of /proc': ['mount -t tmpfs x /proc/bus', ''],
  'root without capabilities': [':', 'setpriv --bounding-set=-all --inh-caps=-all'],
  'a user': [':', 'unshare --user --map-user=1000 --map-group=1000'],
} as const
type Who = keyof typeof people

/** A Python that runs where these namespaces are used up. */
async function limitedPython(kinds: readonly string[], who: Who): Promise<string> {
  const [first, drop] = people[who]
  const limits = [first, ...kinds.map((kind) => `echo 0 > /proc/sys/user/max_${kind}_namespaces`)].join('; ')
  const path = join(folder, 'python')
  const inside = `${limits}; exec ${drop} "${await testPython()}" "$@"`
  await writeFile(path, `#!/bin/sh\nexec unshare --user --map-root-user --mount sh -c '${inside}' sh "$@"\n`)
  await chmod(path, 0o755)
  return path
}

const attacker = `
import socket
def handler(event, context):
    answer = {}
    try:
        answer["file"] = open(event["path"]).read()
    except OSError as error:
        answer["file"] = type(error).__name__
    try:
        socket.create_connection(("127.0.0.1", event["port"]), 5).close()
        answer["port"] = "connected"
    except OSError as error:
        answer["port"] = type(error).__name__
    return answer
`

const usedUp = expect.stringMatching(/No space left on device/)
const separated = { file: 'FileNotFoundError', port: 'ConnectionRefusedError' }

test.each<[string, readonly string[], Who, object, object]>([
  ['with all namespaces, as a user without rights', [], 'a user', { network: null, files: null }, separated],
  ['that hides a part of /proc', [], 'root without all of /proc', { network: null, files: null }, separated],
  ['without user namespaces, as root', ['user'], 'root', { network: null, files: null }, separated],
  [
    'without user namespaces',
    ['user'],
    'root without capabilities',
    { network: usedUp, files: usedUp },
    { file: 'mine', port: 'connected' },
  ],
  [
    'without network namespaces',
    ['net'],
    'root',
    { network: usedUp, files: null },
    { ...separated, port: 'connected' },
  ],
  ['without process namespaces', ['pid'], 'root', { network: null, files: usedUp }, { ...separated, file: 'mine' }],
  ['without mount namespaces', ['mnt'], 'root', { network: null, files: usedUp }, { ...separated, file: 'mine' }],
])(
  'a machine %s: functions run, and the emulator says how',
  async (_, kinds, who, isolation, expected) => {
    const ministack = await startMinistack({ python: await limitedPython(kinds, who) })
    const server = createServer((socket) => socket.on('error', () => {}).end())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    try {
      const { lambda } = localClients(ministack, '111111111111')
      for (const [FunctionName, more] of Object.entries({ forked: {}, started: { 'boto3.py': '' } })) {
        const ZipFile = await zipOf({ 'index.py': attacker, ...more })
        const Role = 'arn:aws:iam::111111111111:role/x'
        await lambda.send(
          new CreateFunctionCommand({
            FunctionName,
            Role,
            Runtime: 'python3.13',
            Handler: 'index.handler',
            Code: { ZipFile },
          }),
        )
        const event = { path: secret, port: (server.address() as { port: number }).port }
        const { Payload } = await lambda.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }))

        expect(JSON.parse(Payload?.transformToString() ?? '')).toEqual(expected)
      }
      expect(ministack.isolation).toEqual(isolation)
    } finally {
      await ministack.stop()
      server.close()
    }
  },
  60_000,
)

test.each<[Isolation, string]>([
  [{ network: null, files: null }, 'apart from your files and network'],
  [{ network: null, files: 'a' }, 'apart from your network, not from your files: a'],
  [{ network: 'a', files: null }, 'apart from your files, not from your network: a'],
  [{ network: 'a', files: 'a' }, 'not isolated: a'],
  [{ network: 'a', files: 'b' }, 'not isolated: a; b'],
])('%j is said in one line', (isolation, line) => {
  expect(describeIsolation(isolation)).toBe(line)
})
