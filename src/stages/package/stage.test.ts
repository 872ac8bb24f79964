import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Fault, type SeenRequest, startFaultyProxy } from '../../../test/support/faulty-proxy.ts'
import { startMinistack, type TestMinistack } from '../../../test/support/ministack.ts'
import { makeBucket } from '../../../test/support/test-buckets.ts'
import { testContext } from '../../../test/support/test-context.ts'
import { writeTree } from '../../../test/support/write-tree.ts'
import { filesIn } from '../../../test/support/zip-contents.ts'
import { awsAtEndpoint } from '../../aws/clients.ts'
import type { Files } from '../../core/ports/files.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { sha256 } from '../../core/sha256.ts'
import { artifactsOf } from '../../delivery/release/manifest.ts'
import { mirrorRelease } from '../../delivery/release/mirror-release.ts'
import { readRelease, readTemplate } from '../../delivery/release/read-release.ts'
import { parseTemplate } from '../../delivery/template/template.ts'
import { packageStage } from './stage.ts'

const [staging, production] = ['111111111111', '222222222222']
const template = `
Metadata: { Liftlock: { Application: shop, Gate: gate.json } }
Resources:
  A: { Type: AWS::Lambda::Function, Properties: { Code: a } }
  B: { Type: AWS::Lambda::Function, Properties: { Code: b } }
  S: { Type: AWS::AppSync::GraphQLSchema, Properties: { DefinitionS3Location: schema.graphql } }
`
const application = {
  'a/handler.py': 'def handler(event, context):\n    return 1\n',
  'b/handler.py': 'def handler(event, context):\n    return 2\n',
  'schema.graphql': 'type Query { a: Int }',
  'gate.json': '{}',
  'template.yaml': template,
}

let ministack: TestMinistack
let app: Awaited<ReturnType<typeof writeTree>>

beforeAll(async () => {
  ministack = await startMinistack({ launcher: false })
  app = await writeTree(application)
}, 120_000)

afterAll(async () => {
  await app?.remove()
  await ministack?.stop()
})

const awsAt = (endpoint: string) =>
  awsAtEndpoint(endpoint, { region: 'eu-west-1', account: staging, secretAccessKey: ministack.secretAccessKey })
const storeOf = (bucket: string, account = staging) => ({
  objects: awsAt(ministack.endpoint).at({ account }).objects,
  bucket,
})

const inputs = (bucket: string, more: object = {}) =>
  packageStage.inputs.parse({ source: app.folder, bucket, configuration: app.folder, ...more })

async function pack(bucket: string, more: object = {}, endpoint = ministack.endpoint) {
  const context = testContext({ aws: awsAt(endpoint) })
  const outputs = await packageStage.run(inputs(bucket, more), context)
  return { ...outputs, said: context.reports.map((event) => ('text' in event ? event.text : '')).join('\n') }
}

async function keysOf(bucket: string): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of storeOf(bucket).objects.list(bucket, '')) keys.push(key)
  return keys
}

test('a release holds all artifacts, its manifest and its version, and a second run changes nothing', async () => {
  await makeBucket(ministack, 'twice')

  const first = await pack('twice', { version: '1.4.0' })
  const second = await pack('twice', { version: '1.4.0' })

  expect(first).toMatchObject({ outcome: 'succeeded', artifacts: 5, uploaded: 5, application: 'shop' })
  expect(first.said).toContain('5 of 5 artifacts uploaded')
  expect(second).toMatchObject({ outcome: 'no-changes', uploaded: 0, release: first.release })
  expect(await keysOf('twice')).toEqual(
    expect.arrayContaining([first.manifest, 'versions/shop/1.4.0.json', expect.stringMatching(/^blobs\/sha256\//)]),
  )
  expect(await keysOf('twice')).toHaveLength(7)
})

test('a change of one function uploads that function and the template only', async () => {
  await makeBucket(ministack, 'change')
  await pack('change')
  const other = await writeTree({ ...application, 'a/handler.py': 'def handler(event, context):\n    return 3\n' })

  const changed = await pack('change', { source: other.folder })
  await other.remove()

  expect(changed).toMatchObject({ outcome: 'succeeded', artifacts: 5, uploaded: 2 })
  expect(changed.said).toContain('2 of 5 artifacts uploaded')
})

test('a version that names another release is rejected, and the bucket stays as it was', async () => {
  await makeBucket(ministack, 'taken')
  await pack('taken', { version: '1.0.0' })
  const before = await keysOf('taken')
  const other = await writeTree({ ...application, 'gate.json': '{"changed":true}' })

  const rejected = pack('taken', { source: other.folder, version: '1.0.0' })

  await expect(rejected).rejects.toMatchObject({ reason: 'version-taken', outcome: 'rejected' })
  await other.remove()
  expect(await keysOf('taken')).toEqual(before)
})

test('a release is read by version, by digest and by the beginning of its digest', async () => {
  await makeBucket(ministack, 'read')
  const { release } = await pack('read', { version: '2.0.0' })
  const store = storeOf('read')

  const found = await Promise.all(
    ['2.0.0', release, `sha256:${release}`, release.slice(0, 12)].map((wanted) =>
      readRelease(store, { release: wanted, application: 'shop' }),
    ),
  )

  expect(found.map(({ digest }) => digest)).toEqual([release, release, release, release])
  const { Resources } = await parseTemplate(await readTemplate(store, found[0]!), 'template')
  expect(Resources.A!.Properties!.Code).toMatchObject({ S3Bucket: { Ref: 'LiftlockArtifactBucket' } })
  await expect(readRelease(store, { release: '2.0.1', application: 'shop' })).rejects.toMatchObject({
    reason: 'release-missing',
  })
  await expect(readRelease(store, { release: '0'.repeat(12) })).rejects.toMatchObject({ reason: 'release-missing' })
  await expect(readRelease(store, { release: 'latest' })).rejects.toMatchObject({ reason: 'input-invalid' })
  await expect(readRelease(store, { release: '2.0.0' })).rejects.toMatchObject({ reason: 'input-missing' })
})

test('a release goes into the bucket of another account, and the second time nothing is copied', async () => {
  await makeBucket(ministack, 'source', staging)
  await makeBucket(ministack, 'target', production)
  const { release } = await pack('source', { version: '1.0.0' })
  const [source, target] = [storeOf('source'), storeOf('target', production)]
  const read = await readRelease(source, { release: '1.0.0', application: 'shop' })

  const first = await mirrorRelease(source, target, read, testContext().files)
  const second = await mirrorRelease(source, target, read, testContext().files)

  expect([first, second]).toEqual([
    { copied: 5, contents: 5 },
    { copied: 0, contents: 5 },
  ])
  expect(await readRelease(target, { release: '1.0.0', application: 'shop' })).toMatchObject({ digest: release })
})

test.each(['source', 'target'])(
  'a content that was exchanged in the %s is found out, and nothing is sealed',
  async (where) => {
    const [from, to] = [`tampered-${where}-from`, `tampered-${where}-to`]
    const buckets = {
      source: await makeBucket(ministack, from),
      target: await makeBucket(ministack, to),
    }
    const { release } = await pack(from)
    const read = await readRelease(storeOf(from), { release })
    const victim = `blobs/sha256/${read.manifest.artifacts[0]!.sha256}`
    await buckets[where as 'source' | 'target'].overwrite(victim, 'evil')

    const mirrored = mirrorRelease(storeOf(from), storeOf(to), read, testContext().files)

    await expect(mirrored).rejects.toMatchObject({ reason: 'release-tampered' })
    expect((await keysOf(to)).filter((key) => key.startsWith('releases/'))).toEqual([])
  },
)

test.each([
  ['without a SHA-256', false],
  ['with the SHA-256 of its own', true],
])('a content of the same size that somebody uploaded %s is not taken for ours', async (_how, checksum) => {
  const name = `planted-${checksum}`
  const bucket = await makeBucket(ministack, name)
  await makeBucket(ministack, `sealed-${checksum}`)
  const { release } = await pack(`sealed-${checksum}`)
  const [artifact] = (await readRelease(storeOf(`sealed-${checksum}`), { release })).manifest.artifacts
  const key = `blobs/sha256/${artifact!.sha256}`
  await bucket.overwrite(key, 'x'.repeat(artifact!.bytes), checksum)

  await expect(pack(name)).rejects.toMatchObject({
    reason: 'release-tampered',
    message: expect.stringContaining(artifact!.path),
  })
  expect((await keysOf(name)).filter((each) => each.startsWith('releases/'))).toEqual([])
})

test('a manifest that was edited is found out', async () => {
  const bucket = await makeBucket(ministack, 'edited')
  const { release, manifest } = await pack('edited')
  await bucket.overwrite(manifest!, '{}')

  await expect(readRelease(storeOf('edited'), { release })).rejects.toMatchObject({ reason: 'release-tampered' })
  await expect(pack('edited')).rejects.toMatchObject({ reason: 'release-tampered' })
})

/** Packages with one fault on the way, then once more without. */
async function stopAt(bucket: string, fault: (request: SeenRequest) => Fault | undefined) {
  await makeBucket(ministack, bucket)
  const proxy = await startFaultyProxy(ministack.endpoint, fault)
  const stopped = await pack(bucket, { version: '1.0.0' }, proxy.endpoint).catch((error: StageError) => error)
  const { seen } = proxy
  await proxy.stop()
  const between = await keysOf(bucket)
  const again = await pack(bucket, { version: '1.0.0' })
  return { stopped, between, again, after: await keysOf(bucket), seen }
}

const refused: Fault = { kind: 'answer', status: 403, body: '<Error><Code>AccessDenied</Code></Error>' }

test('a run that is stopped at any write is completed by the next one, and never looks done before', async () => {
  await makeBucket(ministack, 'whole')
  const whole = await pack('whole', { version: '1.0.0' })
  const keys = await keysOf('whole')
  const points = Array.from({ length: 7 }, (_, point) => point)

  for (const point of points) {
    let writes = 0
    const { stopped, between, again, after } = await stopAt(`stopped-${point}`, ({ method }) => {
      if (method !== 'PUT') return undefined
      writes += 1
      return writes > point ? refused : undefined
    })

    expect(stopped).toMatchObject({ reason: 'access-denied' })
    expect(between).toHaveLength(point)
    expect(between.some((key) => key.startsWith('versions/'))).toBe(false)
    expect(between.some((key) => key.startsWith('releases/'))).toBe(point === 6)
    expect(again).toMatchObject({ outcome: 'succeeded', release: whole.release, uploaded: Math.max(0, 5 - point) })
    expect(after).toEqual(keys)
  }
}, 60_000)

test.each(['lost-answer', 'reset'] as const)(
  'a %s at any request leaves the same release',
  async (kind) => {
    await makeBucket(ministack, `clean-${kind}`)
    await pack(`clean-${kind}`, { version: '1.0.0' })
    const keys = await keysOf(`clean-${kind}`)
    const count = (await stopAt(`count-${kind}`, () => undefined)).seen.length

    for (const point of Array.from({ length: count }, (_, number) => number)) {
      const fault: Fault = kind === 'reset' ? { kind, share: 0.5 } : { kind }
      const { stopped, after } = await stopAt(`${kind}-${point}`, ({ number }) =>
        number === point ? fault : undefined,
      )

      expect(stopped).toMatchObject({ release: expect.any(String) })
      expect(after).toEqual(keys)
    }
  },
  120_000,
)

test('without a bucket a release is written as one archive, the same each time', async () => {
  const out = await writeTree({})
  const [one, two] = [join(out.folder, 'one.zip'), join(out.folder, 'two.zip')]

  const first = await packageStage.run(packageStage.inputs.parse({ source: app.folder, export: one }), testContext())
  await packageStage.run(packageStage.inputs.parse({ source: app.folder, export: two }), testContext())

  const { files } = testContext()
  const bytes = Buffer.from(await files.readBytes(one))
  await expect(files.readBytes(two)).resolves.toEqual(await files.readBytes(one))
  expect(first).toMatchObject({ outcome: 'succeeded', archive: one, uploaded: 0 })
  expect(bytes.toString('latin1')).toContain(`releases/sha256/${first.release}.json`)
  await out.remove()
})

test('an export holds the manifest, the pointer of its version and every content, under their keys in a bucket', async () => {
  const out = await writeTree({})
  const archive = join(out.folder, 'release.zip')
  const { files } = testContext()
  const exporting = { source: app.folder, version: '1.4.0', export: archive }

  const { release } = await packageStage.run(packageStage.inputs.parse(exporting), testContext())

  const inside = await filesIn(await files.readBytes(archive))
  const manifest = inside[`releases/sha256/${release}.json`]!
  expect(sha256(Buffer.from(manifest))).toBe(release)
  expect(JSON.parse(inside['versions/shop/1.4.0.json']!)).toEqual({ application: 'shop', version: '1.4.0', release })
  const sealed = artifactsOf(JSON.parse(manifest)).map((artifact) => `blobs/sha256/${artifact.sha256}`)
  const others = [`releases/sha256/${release}.json`, 'versions/shop/1.4.0.json']
  expect(Object.keys(inside).sort()).toEqual([...others, ...sealed].sort())
  await out.remove()
})

test('an export has the same bytes in every time zone', async () => {
  const out = await writeTree({})
  const exported = async (zone: string) => {
    const before = process.env.TZ
    process.env.TZ = zone
    const path = join(out.folder, `${zone.replace('/', '-')}.zip`)
    await packageStage.run(packageStage.inputs.parse({ source: app.folder, export: path }), testContext())
    process.env.TZ = before ?? ''
    return testContext().files.readBytes(path)
  }
  expect(await exported('Pacific/Kiritimati')).toEqual(await exported('America/Adak'))
  await out.remove()
})

test('a file that changes between sealing and exporting leaves no archive', async () => {
  const large = await writeTree({ ...application, 'schema.graphql': `type Query { a: Int }${' '.repeat(9e6)}` })
  const out = await writeTree({})
  const { files } = testContext()
  const changing: Files = {
    ...files,
    // The export reads by stream what sealing has read before.
    write: async (path, content) => {
      if (path.endsWith('.zip')) await files.write(join(large.folder, 'schema.graphql'), 'type Query { b: Int }')
      return files.write(path, content)
    },
  }
  const given = packageStage.inputs.parse({ source: large.folder, export: join(out.folder, 'x.zip') })

  const failed = packageStage.run(given, testContext({ files: changing }))

  await expect(failed).rejects.toMatchObject({
    reason: 'release-tampered',
    message: 'schema.graphql changed while the release was exported',
  })
  expect(await readdir(out.folder)).toEqual([])
  await Promise.all([out.remove(), large.remove()])
})

test.each([
  ['no place to go', {}, 'input-missing'],
  ['a bucket that is not there', { bucket: 'no-such-bucket' }, 'bucket-missing'],
  ['an environment that is not known', { environment: 'moon' }, 'environment-unknown'],
  ['a version that is none', { bucket: 'b', version: 'v1.2' }, 'input-invalid'],
  ['a version with a prefix', { bucket: 'b', version: 'v1.2.3' }, 'input-invalid'],
  ['a name that cannot be part of a key', { bucket: 'b', application: '../x' }, 'input-invalid'],
  ['an application that is not there', { bucket: 'b', source: '/nowhere' }, 'file-missing'],
])('%s is one clear error', async (_, more, reason) => {
  const context = testContext({ aws: awsAt(ministack.endpoint) })
  const given = packageStage.inputs.parse({ source: app.folder, configuration: app.folder, ...more })

  await expect(packageStage.run(given, context)).rejects.toMatchObject({ name: 'StageError', reason })
})

test('expired credentials say that the same command goes on', async () => {
  const body = '<Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error>'
  const proxy = await startFaultyProxy(ministack.endpoint, () => ({ kind: 'answer', status: 400, body }))

  const expired = pack('any', { version: '1.0.0' }, proxy.endpoint)

  await expect(expired).rejects.toMatchObject({ reason: 'credentials-expired', outcome: 'still-running' })
  await proxy.stop()
})

test('an endpoint where nobody listens is one clear error', async () => {
  const proxy = await startFaultyProxy(ministack.endpoint, () => undefined)
  await proxy.stop()

  await expect(pack('any', {}, proxy.endpoint)).rejects.toMatchObject({ reason: 'endpoint-unreachable' })
})

test('a full disk leaves neither an archive nor a temporary folder', async () => {
  const out = await writeTree({})
  const { files } = testContext()
  const rooms: string[] = []
  const full = {
    ...files,
    temporaryFolder: async (prefix: string) => {
      const room = await files.temporaryFolder(prefix)
      rooms.push(room)
      return room
    },
    write: async (path: string) => {
      throw new StageError('disk-full', `${path} cannot be written: the disk is full`)
    },
  }
  const given = packageStage.inputs.parse({ source: app.folder, export: join(out.folder, 'x.zip') })

  const failed = packageStage.run(given, testContext({ files: full }))

  await expect(failed).rejects.toMatchObject({ reason: 'disk-full' })
  expect(await readdir(out.folder)).toEqual([])
  expect(await Promise.all(rooms.map((room) => files.kind(room)))).toEqual([undefined])
  await out.remove()
})
