import { crc32, inflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { checkArchive } from '../../src/delivery/archive/check-archive.ts'
import { createDeflater, type Deflater } from '../../src/delivery/archive/deflate.ts'
import { writeArchive } from '../../src/delivery/archive/write-archive.ts'
import { bytesSource } from '../../src/delivery/byte-source.ts'
import type { SeededRandom } from '../support/seeded-random.ts'
import { fuzz, fuzzTimeout, oneOf } from './fuzz.ts'

let deflater: Deflater
let samples: readonly Buffer[]

beforeAll(async () => {
  deflater = createDeflater()
  samples = await Promise.all([zip('a.py', 'b/c.py'), zip('handler.py'), zip('x', 'y', 'z', 'long/name/of/a/file.py')])
})
afterAll(() => deflater.close())

async function zip(...names: string[]): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  const files = names.map((path, index) => {
    const text = index % 2 === 0 ? `${path}\n`.repeat(40) : path
    return { path, executable: false, source: bytesSource(Buffer.from(text)) }
  })
  for await (const chunk of writeArchive('fuzz.zip', files, deflater)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

const [local, central, end] = [0x04034b50, 0x02014b50, 0x06054b50]

/** Where each record of a kind begins. */
function records(bytes: Buffer, signature: number): number[] {
  const mark = Buffer.alloc(4)
  mark.writeUInt32LE(signature)
  const found: number[] = []
  for (let at = bytes.indexOf(mark); at !== -1; at = bytes.indexOf(mark, at + 1)) found.push(at)
  return found
}

/** Offsets and widths of the fields of each record (APPNOTE 4.3). */
const fields: readonly (readonly [signature: number, at: number, bytes: 2 | 4])[] = [
  ...([4, 6, 8, 26, 28] as const).map((at) => [local, at, 2] as const),
  ...([14, 18, 22] as const).map((at) => [local, at, 4] as const),
  ...([4, 6, 8, 10, 28, 30, 32, 34, 36] as const).map((at) => [central, at, 2] as const),
  ...([16, 20, 24, 38, 42] as const).map((at) => [central, at, 4] as const),
  ...([4, 6, 8, 10, 20] as const).map((at) => [end, at, 2] as const),
  ...([12, 16] as const).map((at) => [end, at, 4] as const),
]
const numbers = [0, 1, 2, 8, 9, 20, 45, 0x800, 0x808, 0xfffe, 0xffff, 0x7fffffff, 0xfffffffe, 0xffffffff]

/** One change of the structure: a field, a record twice or gone, pieces exchanged, another archive put in. */
function mutated(bytes: Buffer, random: SeededRandom): Buffer {
  const kind = random.below(6)
  if (kind < 3) {
    const [signature, at, width] = oneOf(random, fields)
    const places = records(bytes, signature).filter((place) => place + at + width <= bytes.length)
    if (places.length === 0) return bytes
    const place = oneOf(random, places) + at
    const changed = Buffer.from(bytes)
    const before = changed.readUIntLE(place, width)
    const value = random.below(2) === 0 ? oneOf(random, numbers) : before + random.below(65) - 32
    changed.writeUIntLE((value >>> 0) % 2 ** (8 * width), place, width)
    return changed
  }
  const cuts = [0, ...[local, central, end].flatMap((signature) => records(bytes, signature)), bytes.length].sort(
    (a, b) => a - b,
  )
  const [from, to] = [oneOf(random, cuts), oneOf(random, cuts)].sort((a, b) => a - b) as [number, number]
  const piece = bytes.subarray(from, to)
  const at = oneOf(random, cuts)
  if (kind === 3) return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)])
  if (kind === 4) return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)])
  return Buffer.concat([bytes.subarray(0, at), oneOf(random, samples), bytes.subarray(at)])
}

/** What a reader finds that goes from the front, header by header. */
function fromTheFront(bytes: Buffer): string {
  const found: string[] = []
  let at = 0
  while (bytes.readUInt32LE(at) === local) {
    const [method, crc, packed, size] = [
      bytes.readUInt16LE(at + 8),
      bytes.readUInt32LE(at + 14),
      bytes.readUInt32LE(at + 18),
      bytes.readUInt32LE(at + 22),
    ]
    const begin = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28)
    found.push(
      entry(
        bytes.subarray(at + 30, at + 30 + bytes.readUInt16LE(at + 26)),
        method,
        bytes.subarray(begin, begin + packed),
        size,
        crc,
      ),
    )
    at = begin + packed
  }
  return found.sort().join()
}

/** What a reader finds that believes the last end record and its directory. */
function fromTheBack(bytes: Buffer): string {
  const found: string[] = []
  const last = records(bytes, end).at(-1)!
  let at = bytes.readUInt32LE(last + 16)
  for (let left = bytes.readUInt16LE(last + 10); left > 0; left -= 1) {
    const [method, crc, packed, size] = [
      bytes.readUInt16LE(at + 10),
      bytes.readUInt32LE(at + 16),
      bytes.readUInt32LE(at + 20),
      bytes.readUInt32LE(at + 24),
    ]
    const header = bytes.readUInt32LE(at + 42)
    const begin = header + 30 + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28)
    const nameBytes = bytes.readUInt16LE(at + 28)
    found.push(
      entry(bytes.subarray(at + 46, at + 46 + nameBytes), method, bytes.subarray(begin, begin + packed), size, crc),
    )
    at += 46 + nameBytes + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  return found.sort().join()
}

function entry(name: Buffer, method: number, packed: Buffer, size: number, crc: number): string {
  const content = method === 0 ? packed : inflateRawSync(packed)
  if (content.length !== size || crc32(content) !== crc) throw new Error(`${name} is not what it claims`)
  return `${name}=${content.toString('base64')}`
}

test(
  'an archive that is accepted reads the same from the front and from the back, whatever was done to its structure',
  async () => {
    let accepted = 0
    let refused = 0
    await fuzz(2500, async (random) => {
      let bytes = oneOf(random, samples)
      for (let times = 1 + random.below(3); times > 0; times -= 1) bytes = mutated(bytes, random)
      const error = await checkArchive(bytesSource(bytes), 'fuzz.zip').then(
        () => undefined,
        (thrown: { reason?: string }) => thrown,
      )
      if (error === undefined) {
        accepted += 1
        expect(fromTheFront(bytes)).toBe(fromTheBack(bytes))
      } else {
        refused += 1
        expect(error).toMatchObject({ name: 'StageError', reason: 'archive-ambiguous' })
      }
    })
    expect(accepted).toBeGreaterThan(0)
    expect(refused).toBeGreaterThan(accepted)
  },
  fuzzTimeout(),
)
