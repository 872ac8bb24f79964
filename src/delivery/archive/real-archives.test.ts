import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { bytesSource } from '../byte-source.ts'
import { entryContent, entrySpans } from './entry-content.ts'
import { readDirectory } from './read-archive.ts'

const text = 'def handler(event, context):\n    return event\n'.repeat(20)

/** What an entry says of itself beyond its name and content, where a writer differs from most. */
interface Written {
  readonly name: string
  readonly content?: string
  readonly flags?: number
  readonly mode?: number
  /** The fields of the local header: checksum, packed size, size. */
  readonly told?: (crc: number, packed: number, size: number) => readonly [number, number, number]
  readonly localExtra?: Buffer
  readonly centralExtra?: Buffer
  /** The sizes in the directory: packed size, size. */
  readonly central?: (packed: number, size: number) => readonly [number, number]
  readonly descriptor?: (crc: number, packed: number, size: number) => Buffer
}

const [descriptor, utf8] = [0x0008, 0x0800]

function numbers(...values: readonly (readonly [value: number, bytes: number])[]): Buffer {
  return Buffer.concat(
    values.map(([value, bytes]) => {
      const buffer = Buffer.alloc(bytes)
      if (bytes === 8) buffer.writeBigUInt64LE(BigInt(value))
      else buffer.writeUIntLE(value, 0, bytes)
      return buffer
    }),
  )
}

/** An archive as its writer laid it out (APPNOTE 4.3). */
function archive(entries: readonly Written[], end: { comment?: string; behind?: Buffer } = {}): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const entry of entries) {
    const { name, content = '', flags = 0, mode = 0o100644, told = (...all) => all } = entry
    const { central = (...all: readonly [number, number]) => all } = entry
    const { localExtra = Buffer.alloc(0), centralExtra = Buffer.alloc(0), descriptor: behind } = entry
    const folder = name.endsWith('/')
    const packed = folder ? Buffer.alloc(0) : deflateRawSync(content)
    const [crc, size, method] = [crc32(content), Buffer.byteLength(content), folder ? 0 : 8]
    const [localCrc, localPacked, localSize] = told(crc, packed.length, size)
    const [centralPacked, centralSize] = central(packed.length, size)
    const names = Buffer.from(name)
    const common = [
      [flags, 2],
      [method, 2],
      [0, 2],
      [0x21, 2],
    ] as const
    const local = [
      numbers([0x04034b50, 4], [20, 2], ...common, [localCrc, 4], [localPacked, 4], [localSize, 4]),
      numbers([names.length, 2], [localExtra.length, 2]),
      names,
      localExtra,
      packed,
      behind?.(crc, packed.length, size) ?? Buffer.alloc(0),
    ]
    directory.push(
      numbers([0x02014b50, 4], [0x0315, 2], [20, 2], ...common, [crc, 4], [centralPacked, 4], [centralSize, 4]),
      numbers([names.length, 2], [centralExtra.length, 2], [0, 2], [0, 2], [0, 2], [mode * 0x10000, 4], [offset, 4]),
      names,
      centralExtra,
    )
    parts.push(...local)
    offset += Buffer.concat(local).length
  }
  const records = Buffer.concat(directory)
  const comment = Buffer.from(end.comment ?? '', 'latin1')
  const count = entries.length
  return Buffer.concat([
    ...parts,
    records,
    numbers(
      [0x06054b50, 4],
      [0, 2],
      [0, 2],
      [count, 2],
      [count, 2],
      [records.length, 4],
      [offset, 4],
      [comment.length, 2],
    ),
    comment,
    end.behind ?? Buffer.alloc(0),
  ])
}

/** What a reader finds: each file with its content, folders with `/`. */
async function contents(bytes: Buffer): Promise<Readonly<Record<string, string>>> {
  const source = bytesSource(bytes)
  const found: Record<string, string> = {}
  for (const span of await entrySpans(source, await readDirectory(source, 'a.zip'), 'a.zip')) {
    const chunks: Uint8Array[] = []
    for await (const chunk of entryContent(source, span, 'a.zip')) chunks.push(chunk)
    found[span.entry.path] = Buffer.concat(chunks).toString()
  }
  return found
}

const small = (crc: number, packed: number, size: number) => numbers([0x08074b50, 4], [crc, 4], [packed, 4], [size, 4])
const large = (crc: number, packed: number, size: number) => numbers([0x08074b50, 4], [crc, 4], [packed, 8], [size, 8])
const unsigned = (crc: number, packed: number, size: number) => small(crc, packed, size).subarray(4)
const nothing = () => [0, 0, 0] as const
const zip64 = (packed: number, size: number) => numbers([1, 2], [16, 2], [size, 8], [packed, 8])
const unicodeName = (name: string, second: string) =>
  numbers([0x7075, 2], [5 + Buffer.byteLength(second), 2], [1, 1], [crc32(name), 4])

const a = { name: 'a.py', content: text }
const packedText = deflateRawSync(text).length

test.each<[string, Buffer, readonly string[]]>([
  [
    'macOS writes: a descriptor, and the true size in the header',
    archive([
      { ...a, flags: descriptor, told: (_, __, size) => [0, 0, size], descriptor: small },
      { name: '__MACOSX/._a.py', content: 'x', flags: descriptor, told: nothing, descriptor: small },
    ]),
    ['a.py', '__MACOSX/._a.py'],
  ],
  [
    'a stream has, without a signature',
    archive([{ ...a, flags: descriptor, told: nothing, descriptor: unsigned }]),
    ['a.py'],
  ],
  ['a writer tells in the header and behind it', archive([{ ...a, flags: descriptor, descriptor: small }]), ['a.py']],
  [
    'a writer has that was ready for zip64, with large sizes behind the content',
    archive([
      {
        ...a,
        flags: descriptor,
        told: () => [0, 0xffffffff, 0xffffffff],
        localExtra: Buffer.concat([numbers([0x5455, 2], [1, 2], [0, 1]), zip64(0, 0)]),
        descriptor: large,
      },
    ]),
    ['a.py'],
  ],
  ['macOS writes: names of UTF-8 without the flag for them', archive([{ ...a, name: 'ü.py' }]), ['ü.py']],
  [
    'Go writes: all numbers of zip64',
    archive([
      {
        ...a,
        central: () => [0xffffffff, 0xffffffff],
        centralExtra: numbers([1, 2], [24, 2], [text.length, 8], [packedText, 8], [0, 8]),
      },
    ]),
    ['a.py'],
  ],
  [
    'a writer has that moves one size',
    archive([
      { ...a, central: (packed) => [packed, 0xffffffff], centralExtra: numbers([1, 2], [8, 2], [text.length, 8]) },
    ]),
    ['a.py'],
  ],
  ['git writes: a comment', archive([a], { comment: '0123456789abcdef0123456789abcdef01234567' }), ['a.py']],
  ['bsdtar writes: zeros up to a whole block', archive([a], { behind: Buffer.alloc(10_240) }), ['a.py']],
  ['a comment with zeros behind it is', archive([a], { comment: 'x', behind: Buffer.alloc(100) }), ['a.py']],
  [
    'an entry for the folder itself has',
    archive([
      { name: './', mode: 0o040755 },
      { ...a, name: './a.py' },
    ]),
    ['./', 'a.py'],
  ],
  [
    'folders with modes of files have',
    archive([
      { name: 'b/', mode: 0o100755 },
      { ...a, name: 'b/a.py' },
    ]),
    ['b/', 'b/a.py'],
  ],
  ['folders of a shared group have', archive([{ name: 'b/', mode: 0o042775 }, a]), ['b/', 'a.py']],
  [
    'the same name in an extra field has',
    archive([
      {
        ...a,
        name: 'ü.py',
        flags: utf8,
        centralExtra: Buffer.concat([unicodeName('ü.py', 'ü.py'), Buffer.from('ü.py')]),
      },
    ]),
    ['ü.py'],
  ],
])('an archive as %s is read', async (_, bytes, names) => {
  const found = await contents(bytes)
  expect(Object.keys(found)).toEqual(names)
  expect(Object.values(found)).toContain(text)
})

const plain = archive([a])

/** The same with the end records of zip64, whose numbers may be others than the small ones. */
function withLargeEnd(
  bytes: Buffer,
  other: { record?: boolean; at?: number; count?: number; offset?: number; disks?: number } = {},
): Buffer {
  const place = bytes.length - 22
  const [count, size, offset] = [
    bytes.readUInt16LE(place + 10),
    bytes.readUInt32LE(place + 12),
    bytes.readUInt32LE(place + 16),
  ]
  const told = other.count ?? count
  return Buffer.concat([
    bytes.subarray(0, place),
    other.record === false
      ? Buffer.alloc(0)
      : numbers(
          [0x06064b50, 4],
          [44, 8],
          [45, 2],
          [45, 2],
          [0, 8],
          [told, 8],
          [told, 8],
          [size, 8],
          [other.offset ?? offset, 8],
        ),
    numbers([0x07064b50, 4], [0, 4], [other.at ?? place, 8], [other.disks ?? 1, 4]),
    bytes.subarray(place),
  ])
}

/** With another number of 32 bits at a place counted from the end. */
function writtenAt(bytes: Buffer, fromEnd: number, value: number): Buffer {
  const changed = Buffer.from(bytes)
  changed.writeUInt32LE(value, bytes.length + fromEnd)
  return changed
}

test.each<[string, Buffer]>([
  ['beside the small ones', withLargeEnd(plain)],
  ["in place of the directory's offset", writtenAt(withLargeEnd(plain), -6, 0xffffffff)],
  [
    'in place of all',
    writtenAt(writtenAt(writtenAt(withLargeEnd(plain), -6, 0xffffffff), -10, 0xffffffff), -14, 0xffffffff),
  ],
])('numbers of zip64 %s are read', async (_, bytes) => {
  expect(await contents(bytes)).toEqual({ 'a.py': text })
})

test.each<[string, Buffer, string]>([
  ['bytes behind the end', archive([a], { behind: Buffer.from('\0\0x') }), 'has bytes after its end record'],
  [
    'more zeros than readers look behind',
    archive([a], { behind: Buffer.alloc(70_000) }),
    'does not end with an end record',
  ],
  [
    'an archive in its comment',
    archive([a], { comment: archive([{ ...a, name: 'b.py' }]).toString('latin1') }),
    'has an end record inside the comment of another',
  ],
  ['a launcher in front', Buffer.concat([Buffer.from('#!/bin/sh\n'), plain]), 'has bytes in front of its first entry'],
  [
    'another size in the header, with a descriptor',
    archive([{ ...a, flags: descriptor, told: (_, __, size) => [0, 0, size - 1], descriptor: small }]),
    'describes a.py in two ways',
  ],
  [
    'another checksum behind the content',
    archive([
      { ...a, flags: descriptor, told: nothing, descriptor: (crc, ...sizes) => small((crc ^ 1) >>> 0, ...sizes) },
    ]),
    'describes a.py in two ways',
  ],
  [
    'large sizes behind a content whose header knows of none',
    archive([{ ...a, flags: descriptor, told: nothing, descriptor: large }]),
    'that belong to no entry',
  ],
  [
    'large sizes in the header that are others',
    archive([{ ...a, told: (crc) => [crc, 0xffffffff, 0xffffffff], localExtra: zip64(1, 2) }]),
    'describes a.py in two ways',
  ],
  ['a step within a name', archive([{ ...a, name: 'b/./a.py' }]), 'has an empty part, or . or ..'],
  ['two names for one file', archive([a, { ...a, name: './a.py' }]), 'has "a.py" twice'],
  ['a way out behind a dot', archive([{ ...a, name: './../a.py' }]), 'has an empty part, or . or ..'],
  [
    'a name that is not UTF-8',
    Buffer.from(plain.toString('latin1').replaceAll('a.py', '\xfc.py'), 'latin1'),
    'not UTF-8',
  ],
  [
    'names of two kinds, which could be one to some readers',
    archive([
      { ...a, name: 'ü.py' },
      { ...a, name: 'Ã¼.py', flags: utf8 },
    ]),
    'has the name "ü.py" without the flag for UTF-8, and others with it',
  ],
  ['a locator of zip64 alone', withLargeEnd(plain, { record: false }), 'has a broken end record of zip64'],
  ['another place in the locator', withLargeEnd(plain, { at: 0 }), 'has a broken end record of zip64'],
  ['another count in zip64', withLargeEnd(plain, { count: 2 }), 'states two different places of its directory'],
  ['another directory in zip64', withLargeEnd(plain, { offset: 0 }), 'states two different places of its directory'],
  ['several disks in zip64', withLargeEnd(plain, { disks: 2 }), 'several disks'],
  ['numbers that are moved nowhere', writtenAt(plain, -6, 0xffffffff), 'is zip64 without the records for it'],
  [
    'sizes that are moved nowhere',
    archive([{ ...a, central: (_, size) => [0xffffffff, size] }]),
    'in zip64 without its numbers',
  ],
  [
    'sizes that are moved to two places',
    archive([
      {
        ...a,
        central: () => [0xffffffff, 0xffffffff],
        centralExtra: Buffer.concat([zip64(packedText, text.length), zip64(packedText, 1)]),
      },
    ]),
    'in zip64 without its numbers',
  ],
  [
    'a moved size beside one that differs',
    archive([{ ...a, central: (packed) => [packed, 0xffffffff], centralExtra: zip64(packedText + 1, text.length) }]),
    'in zip64 without its numbers',
  ],
  [
    'a moved size that is another one',
    archive([{ ...a, central: (packed) => [packed, 0xffffffff], centralExtra: numbers([1, 2], [8, 2], [7, 8]) }]),
    'describes a.py in two ways',
  ],
  ['a link', archive([{ ...a, mode: 0o120777 }]), 'as a link'],
  ['a folder that does not end like one', archive([{ ...a, mode: 0o040755 }]), 'as a folder without /'],
  ['a set-user-id bit on a file', archive([{ ...a, mode: 0o104755 }]), 'set-user-id'],
  [
    'another name in an extra field',
    archive([{ ...a, flags: utf8, centralExtra: Buffer.concat([unicodeName('a.py', 'b.py'), Buffer.from('b.py')]) }]),
    'has a second name',
  ],
])('an archive with %s is refused with what to do', async (_, bytes, why) => {
  await expect(contents(bytes)).rejects.toMatchObject({
    reason: 'archive-ambiguous',
    message: expect.stringContaining(why),
    hint: expect.stringMatching(/archive|folder/),
  })
})

test('an archive is refused when an earlier end record takes the last one for its comment', async () => {
  const last = plain.subarray(plain.length - 22)
  const before = Buffer.concat([plain, last])
  before.writeUInt16LE(22, plain.length - 2)
  before.writeUInt32LE(plain.length - 22 - 46 - 4 + 22, before.length - 6)
  await expect(contents(before)).rejects.toMatchObject({
    message: expect.stringContaining('has an end record inside the comment of another'),
  })
})

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'liftlock-real-'))
  mkdirSync(join(folder, 'tree/lib'), { recursive: true })
  writeFileSync(join(folder, 'tree/a.py'), text)
  writeFileSync(join(folder, 'tree/lib/b.py'), 'b\n')
  writeFileSync(join(folder, 'tree/run'), '#!/bin/sh\n')
  chmodSync(join(folder, 'tree/run'), 0o755)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const python = process.env.TEST_LIFTLOCK_PYTHON ?? 'python3'
const at = (command: string, ...args: string[]) =>
  execFileSync(command, args, { cwd: join(folder, 'tree'), stdio: ['ignore', 'ignore', 'inherit'] })
const streamed = `
import os, sys, zipfile
class Pipe:
    def __init__(self, file): self.file = file
    def write(self, data): return self.file.write(data)
    def flush(self): self.file.flush()
with open(sys.argv[1], "wb") as file, zipfile.ZipFile(Pipe(file), "w", zipfile.ZIP_DEFLATED) as out:
    out.mkdir("./") if hasattr(out, "mkdir") else out.writestr("./", "")
    for name in ["a.py", "lib/b.py", "run"]:
        with out.open(zipfile.ZipInfo.from_file(name), "w", force_zip64=True) as entry: entry.write(open(name, "rb").read())
`
/** Python writes zip64 above these limits. */
const largeRecords = `
import sys, zipfile
zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT = 10, 1
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as out:
    for name in ["a.py", "lib/b.py", "run"]: out.write(name)
`
const git = ['-c', 'user.name=x', '-c', 'user.email=x@example.com', '-c', 'init.defaultBranch=main']

test.each<[string, (out: string) => void]>([
  [
    'shutil.make_archive of Python',
    (out) => at(python, '-c', `import shutil; shutil.make_archive(${JSON.stringify(out)}[:-4], "zip", ".")`),
  ],
  ['zipfile of Python into a pipe', (out) => at(python, '-c', streamed, out)],
  [
    'zipfile of Python into a pipe, without compression',
    (out) => at(python, '-c', streamed.replace('ZIP_DEFLATED', 'ZIP_STORED'), out),
  ],
  ['zipfile of Python in zip64', (out) => at(python, '-c', largeRecords, out)],
  ['python -m zipfile', (out) => at(python, '-m', 'zipfile', '-c', out, 'a.py', 'lib/', 'run')],
  [
    'git archive',
    (out) => {
      at('git', ...git, 'init', '--quiet')
      at('git', ...git, 'add', '.')
      at('git', ...git, 'commit', '--quiet', '-m', 'All of it')
      at('git', ...git, 'archive', '--format=zip', '-o', out, 'HEAD')
      rmSync(join(folder, 'tree/.git'), { recursive: true })
    },
  ],
])('an archive that %s makes is read', async (name, make) => {
  const out = join(folder, `${name.replaceAll(' ', '-')}.zip`)
  make(out)
  expect(await contents(readFileSync(out))).toMatchObject({ 'a.py': text, 'lib/b.py': 'b\n', run: '#!/bin/sh\n' })
})
