import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Fault, type SeenRequest, startFaultyProxy } from '../../../test/support/faulty-proxy.ts'
import { startMinistack, type TestMinistack } from '../../../test/support/ministack.ts'
import { configureAt, makeBucket } from '../../../test/support/test-buckets.ts'
import { concurrently } from '../../core/pacing/concurrently.ts'
import type { ByteSource, Objects } from '../../core/ports/objects.ts'
import { s3Objects } from './objects.ts'

let ministack: TestMinistack
let objects: Objects
let bucket: Awaited<ReturnType<typeof makeBucket>>

beforeAll(async () => {
  ministack = await startMinistack({ launcher: false })
  bucket = await makeBucket(ministack, 'artifacts')
  objects = s3Objects(configureAt(ministack))
}, 120_000)

afterAll(() => ministack?.stop())

const text = (value: string) => new TextEncoder().encode(value)
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** Runs against the emulator with faults on the way, and says what went over the wire. */
async function through<T>(
  decide: (request: SeenRequest) => Fault | undefined,
  work: (objects: Objects) => Promise<T>,
): Promise<{ result: T | undefined; error: unknown; seen: readonly SeenRequest[] }> {
  const proxy = await startFaultyProxy(ministack.endpoint, decide)
  try {
    const result = await work(s3Objects(configureAt({ ...ministack, endpoint: proxy.endpoint })))
    return { result, error: undefined, seen: proxy.seen }
  } catch (error) {
    return { result: undefined, error, seen: proxy.seen }
  } finally {
    await proxy.stop()
  }
}

async function listed(faulty: Objects): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of faulty.list('artifacts', 'many/')) keys.push(key)
  return keys
}

function sourceOf(bytes: Uint8Array): ByteSource {
  return {
    bytes: bytes.length,
    async *read(start, end) {
      for (let at = start; at < end; at += 1024 * 1024) yield bytes.subarray(at, Math.min(at + 1024 * 1024, end))
    },
  }
}

test('bytes that do not match their digest are refused by the service', async () => {
  const wrong = objects.create('artifacts', 'wrong', text('one'), { sha256: sha256(text('two')) })

  await expect(wrong).rejects.toMatchObject({ reason: 'service-refused' })
  expect(await objects.find('artifacts', 'wrong')).toBeUndefined()
})

test('a list goes through all pages in the order of keys', async () => {
  const keys = Array.from({ length: 1_005 }, (_, number) => `many/${String(number).padStart(4, '0')}`)
  await concurrently(keys, 8, (key) => objects.create('artifacts', key, text(key)))

  const found: string[] = []
  for await (const object of objects.list('artifacts', 'many/')) found.push(object.key)

  expect(found).toEqual(keys)
}, 120_000)

test('a large object goes in parts and comes back whole', async () => {
  const bytes = randomBytes(20 * 1024 * 1024)

  const { result, seen } = await through(
    () => undefined,
    (faulty) => faulty.create('artifacts', 'large', sourceOf(bytes), { sha256: sha256(bytes) }),
  )
  const back = createHash('sha256')
  for await (const chunk of (await objects.stream('artifacts', 'large'))!) back.update(chunk)

  expect(result).toBe('created')
  expect(seen.filter(({ method, path }) => method === 'PUT' && path.includes('partNumber='))).toHaveLength(3)
  expect(back.digest('hex')).toBe(sha256(bytes))
  expect(await objects.create('artifacts', 'large', sourceOf(bytes))).toBe('exists')
  expect(await bucket.openUploads()).toBe(0)
})

test('a failed upload in parts leaves neither object nor parts', async () => {
  const bytes = randomBytes(17 * 1024 * 1024)

  const { error } = await through(
    ({ path }) =>
      path.includes('partNumber=3')
        ? { kind: 'answer', status: 403, body: '<Error><Code>AccessDenied</Code></Error>' }
        : undefined,
    (faulty) => faulty.create('artifacts', 'broken', sourceOf(bytes)),
  )

  expect(error).toMatchObject({ reason: 'access-denied' })
  expect(await objects.find('artifacts', 'broken')).toBeUndefined()
  expect(await bucket.openUploads()).toBe(0)
})

test('a file that changes while it is uploaded is refused', async () => {
  const bytes = randomBytes(17 * 1024 * 1024)

  const changed = objects.create('artifacts', 'changed', sourceOf(bytes), { sha256: sha256(text('before')) })

  await expect(changed).rejects.toMatchObject({ reason: 'file-unreadable' })
  expect(await objects.find('artifacts', 'changed')).toBeUndefined()
})

test.each([0, 0.01, 0.5, 0.99, 1])(
  'an upload that is cut at %d of its bytes is sent again and arrives once',
  async (share) => {
    const { result, seen } = await through(
      ({ number }) => (number === 0 ? { kind: 'reset', share } : undefined),
      (faulty) => faulty.create('artifacts', `cut-${share}`, randomBytes(300_000)),
    )

    expect(result).toBe('created')
    expect(seen).toHaveLength(2)
    expect(await objects.find('artifacts', `cut-${share}`)).toMatchObject({ bytes: 300_000 })
  },
)

test.each([0, 0.01, 0.5, 0.99, 1])(
  'an upload in parts that is cut at %d of a part leaves the whole, once',
  async (share) => {
    const bytes = randomBytes(17 * 1024 * 1024)
    let cut = false

    const { result } = await through(
      ({ path }) => {
        if (cut || !path.includes('partNumber=2')) return undefined
        cut = true
        return { kind: 'reset', share }
      },
      (faulty) => faulty.create('artifacts', `part-${share}`, sourceOf(bytes), { sha256: sha256(bytes) }),
    )
    const back = createHash('sha256')
    for await (const chunk of (await objects.stream('artifacts', `part-${share}`))!) back.update(chunk)

    expect([cut, result, back.digest('hex')]).toEqual([true, 'created', sha256(bytes)])
    expect(await bucket.openUploads()).toBe(0)
  },
)

test('an upload in parts whose connection breaks again and again leaves neither object nor parts', async () => {
  const { error } = await through(
    ({ path }) => (path.includes('partNumber=2') ? { kind: 'reset', share: 0.99 } : undefined),
    (faulty) => faulty.create('artifacts', 'torn', sourceOf(randomBytes(17 * 1024 * 1024))),
  )

  expect(error).toMatchObject({ reason: 'endpoint-unreachable' })
  expect(await objects.find('artifacts', 'torn')).toBeUndefined()
  expect(await bucket.openUploads()).toBe(0)
})

test.each(['', '<!doctype html><p>Sign in</p>'])(
  'an answer 200 of something in between (%j) is no success of a write, and no empty list',
  async (body) => {
    const page = { kind: 'answer', status: 200, body } as const
    const once = (request: SeenRequest) => (request.number === 0 ? page : undefined)
    const written = await through(once, (faulty) => faulty.create('artifacts', `between-${body.length}`, text('one')))
    expect(written.result).toBe('created')
    expect(await objects.find('artifacts', `between-${body.length}`)).toMatchObject({ bytes: 3 })

    const calls: readonly ((faulty: Objects) => Promise<unknown>)[] = [
      (faulty) => faulty.create('artifacts', 'never', text('one')),
      (faulty) => faulty.replace('artifacts', 'never', text('one'), undefined),
      (faulty) => faulty.find('artifacts', 'once'),
      (faulty) => faulty.read('artifacts', 'once'),
      listed,
    ]
    for (const work of calls) {
      const { result, error } = await through(() => page, work)
      expect(result).toBeUndefined()
      expect(error).toMatchObject({
        reason: 'service-refused',
        message: expect.stringContaining('does not follow the API'),
      })
    }
  },
)

test('a lost answer to a compare-and-swap is no conflict with ourselves', async () => {
  const { result } = await through(
    ({ number }) => (number === 0 ? { kind: 'lost-answer' } : undefined),
    (faulty) => faulty.replace('artifacts', 'swapped', text('mine'), undefined),
  )

  expect(result).toBe('replaced')
})

test('a lost answer to the end of an upload in parts is found out by the object', async () => {
  const bytes = randomBytes(17 * 1024 * 1024)
  let completions = 0

  const { result } = await through(
    ({ method, path }) => {
      const completes = method === 'POST' && path.includes('uploadId=')
      if (completes) completions += 1
      return completes && completions === 1 ? { kind: 'lost-answer' } : undefined
    },
    (faulty) => faulty.create('artifacts', 'completed', sourceOf(bytes)),
  )

  expect(result).toMatch(/created|exists/)
  expect(await objects.find('artifacts', 'completed')).toMatchObject({ bytes: bytes.length })
})

test('a download that breaks off goes on where it stopped', async () => {
  const bytes = randomBytes(2_000_000)
  await objects.create('artifacts', 'resumed', bytes)

  const { result, seen } = await through(
    ({ number }) => (number < 2 ? { kind: 'cut-answer', share: 0.4 } : undefined),
    (faulty) => faulty.read('artifacts', 'resumed'),
  )

  expect(sha256(result!.body)).toBe(sha256(bytes))
  expect(seen).toHaveLength(3)
})

test('errors and throttling of the service for a while are waited out', async () => {
  const slow = '<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>'
  const { result, seen } = await through(
    ({ number }) => (number < 3 ? { kind: 'answer', status: 503, body: number === 0 ? '<html>' : slow } : undefined),
    (faulty) => faulty.create('artifacts', 'patient', text('one')),
  )

  expect(result).toBe('created')
  expect(seen).toHaveLength(4)
})

test.each([
  [503, '<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>', 'throttled'],
  [403, '<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>', 'access-denied'],
  [
    400,
    '<Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error>',
    'credentials-expired',
  ],
  [403, '<Error><Code>InvalidAccessKeyId</Code><Message>No such key.</Message></Error>', 'credentials-invalid'],
  [200, '<ListBucketResult><Contents', 'service-refused'],
  [502, '<html><body>Bad Gateway</body></html>', 'service-refused'],
])('an answer %i with %s has one clear reason', async (status, body, reason) => {
  const { error } = await through(
    () => ({ kind: 'answer', status, body }),
    async (faulty) => {
      for await (const _ of faulty.list('artifacts', 'x'));
    },
  )

  expect(error).toMatchObject({ name: 'StageError', reason })
  expect((error as Error).message).toContain('s3://artifacts/x')
})

test('a bucket that does not exist is named', async () => {
  await expect(objects.create('no-such-bucket', 'k', text('x'))).rejects.toMatchObject({
    reason: 'bucket-missing',
    message: expect.stringContaining('s3://no-such-bucket/k'),
  })
})

test('an endpoint where nobody listens is named', async () => {
  const nobody = await startFaultyProxy(ministack.endpoint, () => undefined)
  await nobody.stop()

  await expect(
    s3Objects(configureAt({ ...ministack, endpoint: nobody.endpoint })).find('artifacts', 'k'),
  ).rejects.toMatchObject({
    reason: 'endpoint-unreachable',
    message: expect.stringContaining(nobody.endpoint.replace('http://', '')),
  })
})
