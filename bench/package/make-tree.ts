import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** A generated tree, and the digest of its content. */
export interface MadeTree {
  readonly files: number
  readonly bytes: number
  readonly digest: string
}

/**
 * Writes folders of Python, with a share `binaryShare` of machine code. The same seed gives the same tree.
 * @param size average size of a file, in bytes
 */
export async function makeTree(
  root: string,
  shape: { readonly folders: number; readonly files: number; readonly size: number; readonly binaryShare: number },
): Promise<MadeTree> {
  const random = seeded(20_260_101)
  const digest = createHash('sha256')
  let bytes = 0
  for (let folder = 0; folder < shape.folders; folder += 1)
    for (let number = 0; number < shape.files; number += 1) {
      const size = Math.floor(shape.size * (0.2 + 1.6 * random()))
      const binary = random() < shape.binaryShare
      const path = `f${String(folder).padStart(3, '0')}/m${number % 7}/n${number}.${binary ? 'so' : 'py'}`
      const content = binary ? machineCode(random, size) : python(random, size)
      await mkdir(dirname(join(root, path)), { recursive: true })
      await writeFile(join(root, path), content)
      digest.update(path).update(content)
      bytes += content.length
    }
  return { files: shape.folders * shape.files, bytes, digest: digest.digest('hex') }
}

const words = 'self event context state value result handler table item key data name response request index'.split(' ')

function python(random: () => number, size: number): Buffer {
  const lines: string[] = []
  let length = 0
  while (length < size) {
    const pick = () => words[Math.floor(random() * words.length)]
    const number = Math.floor(random() * 100_000)
    const line = [
      `def ${pick()}_${pick()}_${number}(self, ${pick()}, ${pick()}):`,
      `    ${pick()} = ${pick()}.${pick()}(${pick()}["${pick()}_${number % 997}"])`,
      `    if ${pick()} is not None and ${pick()}.${pick()} == ${number}:`,
      `        return {"${pick()}": ${pick()}, "id": "${number.toString(36)}${Math.floor(random() * 1e9).toString(36)}"}`,
    ][Math.floor(random() * 4)]!
    lines.push(line)
    length += line.length + 1
  }
  return Buffer.from(`${lines.join('\n')}\n`)
}

/** Short instructions with random operands, which compress about as well as a shared library. */
function machineCode(random: () => number, size: number): Buffer {
  const bytes = Buffer.alloc(size)
  const opcodes = [0x48, 0x89, 0x8b, 0xe8, 0x0f, 0x00, 0x00, 0xff, 0xc3, 0x55]
  for (let at = 0; at < size; at += 1)
    bytes[at] = random() < 0.62 ? opcodes[Math.floor(random() ** 2 * opcodes.length)]! : Math.floor(random() * 256)
  return bytes
}

/** mulberry32 */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let value = Math.imul(state ^ (state >>> 15), 1 | state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296
  }
}
