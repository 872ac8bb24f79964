import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { bytesSource } from '../byte-source.ts'
import { checkArchive } from './check-archive.ts'
import { createDeflater, type Deflater } from './deflate.ts'
import { type ArchiveFile, writeArchive } from './write-archive.ts'
import { isKnownZlib } from './zlib-canary.ts'

let deflater: Deflater
beforeAll(() => {
  deflater = createDeflater()
})
afterAll(() => deflater.close())

const file = (path: string, content: string | Uint8Array, executable = false): ArchiveFile => ({
  path,
  executable,
  source: bytesSource(typeof content === 'string' ? Buffer.from(content) : content),
})

async function zip(files: readonly ArchiveFile[], by = deflater): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of writeArchive('test', files, by)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

const check = (bytes: Buffer) => checkArchive(bytesSource(bytes), 'test.zip')
const refusal = (message: string) =>
  expect.objectContaining({ reason: 'archive-ambiguous', message: expect.stringContaining(message) })

const code = 'def handler(event, context):\n    return event\n'.repeat(20)
const sample = [file('handlers/a.py', code), file('bin/run', '#!/bin/sh\n', true), file('data/ü.txt', randomBytes(900))]

test('the digest of a known tree is the same on every machine', async () => {
  const bytes = await zip([file('b/handler.py', code), file('a.txt', 'x'), file('B', ''), file('b.py', 'y', true)])

  expect(isKnownZlib()).toBe(true)
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(
    '2192f3b7bd53db7de4226a1cbcbef9144cbc5484581e78742a9a0c8df91e3bc1',
  )
})

test('the order in which files are found does not show', async () => {
  expect(await zip([...sample].reverse())).toEqual(await zip(sample))
})

test('one lane and two give the same bytes', async () => {
  const files = Array.from({ length: 200 }, (_, number) => file(`m${number}.py`, `# ${number}\n${code.repeat(30)}`))
  const two = createDeflater()
  two.expect(100 * 1024 * 1024)

  const both = [await zip(files), await zip(files, two)] as const
  await two.close()

  expect(both[0].equals(both[1])).toBe(true)
})

test('a large file is streamed, however it is read, and comes back whole', async () => {
  const content = Buffer.concat([Buffer.alloc(6 * 1024 * 1024, 'liftlock '), randomBytes(3 * 1024 * 1024)])
  const crumbs: ArchiveFile = {
    ...file('large', content),
    source: {
      bytes: content.length,
      async *read(start, end) {
        for (let at = start; at < end; at += 77_777) yield content.subarray(at, Math.min(at + 77_777, end))
      },
    },
  }

  const bytes = await zip([file('large', content), file('small', 'x')])

  expect(bytes.equals(await zip([crumbs, file('small', 'x')]))).toBe(true)
  await expect(check(bytes)).resolves.toBeUndefined()
})

test('what we write has one reading only', async () => {
  await expect(check(await zip(sample))).resolves.toBeUndefined()
})

/** Finds the first record of a kind, counted from its signature. */
function record(bytes: Buffer, signature: number, skip = 0): number {
  const mark = Buffer.alloc(4)
  mark.writeUInt32LE(signature)
  let at = bytes.indexOf(mark)
  for (let left = skip; left > 0; left -= 1) at = bytes.indexOf(mark, at + 1)
  return at
}
const local = (bytes: Buffer, skip = 0) => record(bytes, 0x04034b50, skip)
const central = (bytes: Buffer, skip = 0) => record(bytes, 0x02014b50, skip)
const end = (bytes: Buffer) => record(bytes, 0x06054b50)

function rename(bytes: Buffer, from: string, to: string): Buffer {
  return Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1')
}

async function changed(change: (bytes: Buffer) => Buffer | undefined): Promise<Buffer> {
  const bytes = await zip([file('aaa.py', code), file('bbb.py', code), file('ccc.py', 'ccc')])
  return change(bytes) ?? bytes
}

test.each<[string, (bytes: Buffer) => Buffer | undefined, string]>([
  ['a name that leads out', (b) => rename(b, 'aaa.py', '../../'), 'an empty part, or . or ..'],
  ['an absolute name', (b) => rename(b, 'aaa.py', '/aa.py'), 'absolute'],
  ['a drive', (b) => rename(b, 'aaa.py', 'C:a.py'), 'absolute'],
  ['a backslash', (b) => rename(b, 'aaa.py', 'a\\a.py'), 'backslash'],
  ['a NUL in a name', (b) => rename(b, 'aaa.py', 'aaa\0py'), 'control character'],
  ['a name twice', (b) => rename(b, 'aaa.py', 'bbb.py'), 'twice'],
  ['a name that is not UTF-8', (b) => rename(b, 'aaa.py', 'aa\xff.py'), 'not UTF-8'],
  ['another name in the header', (b) => void b.write('evil', local(b) + 30), 'another name'],
  ['another size in the header', (b) => void b.writeUInt32LE(7, local(b) + 22), 'two ways'],
  [
    'a wrong checksum in both places',
    (b) => void [local(b) + 14, central(b) + 16].map((at) => b.writeUInt32LE(7, at)),
    'wrong checksum',
  ],
  [
    'a larger size in both places',
    (b) => void [local(b) + 22, central(b) + 24].map((at) => b.writeUInt32LE(9_999, at)),
    'another size',
  ],
  [
    'a smaller size in both places',
    (b) => void [local(b) + 22, central(b) + 24].map((at) => b.writeUInt32LE(9, at)),
    'damaged',
  ],
  ['damaged content', (b) => void b.fill(0xff, local(b) + 40, local(b) + 60), 'damaged'],
  ['a symbolic link', (b) => void b.writeUInt32LE((0o120777 << 16) >>> 0, central(b) + 38), 'link'],
  ['a set-user-id bit', (b) => void b.writeUInt32LE((0o104755 << 16) >>> 0, central(b) + 38), 'set-user-id'],
  ['encryption', (b) => void b.writeUInt16LE(0x0801, central(b) + 8), 'encrypted'],
  ['another method', (b) => void b.writeUInt16LE(12, central(b) + 10), 'method 12'],
  ['zip64', (b) => void b.writeUInt32LE(0xffffffff, central(b) + 24), 'zip64'],
  ['overlapping entries', (b) => void b.writeUInt32LE(0, central(b, 1) + 42), 'no header'],
  ['bytes behind the end', (b) => Buffer.concat([b, Buffer.from('x')]), 'end record'],
  ['two end records', (b) => Buffer.concat([b, b.subarray(end(b))]), 'between directory and end'],
  ['bytes before the first entry', (b) => Buffer.concat([Buffer.from('#!'), b]), 'between directory and end'],
  ['a count that is too small', (b) => void [8, 10].map((at) => b.writeUInt16LE(2, end(b) + at)), 'counts 2'],
  ['counts that differ', (b) => void b.writeUInt16LE(2, end(b) + 8), 'two different numbers'],
  ['a truncated archive', (b) => b.subarray(0, b.length - 5), 'end record'],
  ['no archive at all', () => Buffer.from('hello'), 'too short'],
])('an archive with %s is refused', async (_, change, message) => {
  await expect(check(await changed(change))).rejects.toEqual(refusal(message))
})

test('an archive with a file where a folder is needed is refused', async () => {
  await expect(check(await zip([file('a', 'x'), file('a/b', 'y')]))).rejects.toEqual(
    refusal('both as a file and as a folder'),
  )
})

test('an archive of a gigabyte of nothing is refused before it is unfolded', async () => {
  const bytes = await zip([file('zeros', Buffer.alloc(1024 * 1024))])
  for (const at of [local(bytes) + 22, central(bytes) + 24]) bytes.writeUInt32LE(0xf0000000, at)

  await expect(check(bytes)).rejects.toEqual(refusal('unfolds to'))
})

test('every single changed byte of the structure is noticed or harmless', async () => {
  const bytes = await zip([file('aaa.py', code), file('bbb.py', 'bbb')])
  const readings = new Set<string>()

  for (let at = 0; at < bytes.length; at += 1) {
    const other = Buffer.from(bytes)
    other.writeUInt8(other.readUInt8(at) ^ 0x41, at)
    readings.add(
      await check(other).then(
        () => 'accepted',
        (error: { reason?: string }) => String(error.reason),
      ),
    )
  }

  expect([...readings].sort()).toEqual(['accepted', 'archive-ambiguous'])
})
