import { join } from 'node:path'
import type { Files } from '../../src/core/ports/files.ts'
import { nodeFiles } from '../../src/system/node-files.ts'
import { packageRoot } from '../../src/system/package-root.ts'

/** What a test changes in a file: the first `from` becomes `to`; a text takes the place of the file, `null` removes it. */
export type Change = readonly [from: string, to: string] | string | Uint8Array | null

/** The example ParkingDesk, held in memory, with changes; its folder is called `model`. */
export async function parkingFiles(changes: Readonly<Record<string, Change>> = {}): Promise<Files> {
  const contents = new Map(await exampleFiles())
  for (const [path, change] of Object.entries(changes)) {
    if (change === null) contents.delete(path)
    else if (typeof change === 'string') contents.set(path, Buffer.from(change))
    else if (change instanceof Uint8Array) contents.set(path, change)
    else contents.set(path, Buffer.from(replaced(path, contents.get(path), change)))
  }
  return filesInMemory(contents)
}

function replaced(path: string, content: Uint8Array | undefined, [from, to]: readonly [string, string]): string {
  const text = Buffer.from(content ?? '').toString()
  if (!text.includes(from)) throw new Error(`${path} does not contain ${from}`)
  return text.replace(from, () => to)
}

let known: Promise<ReadonlyMap<string, Uint8Array>> | undefined

export function exampleFiles(): Promise<ReadonlyMap<string, Uint8Array>> {
  const folder = join(packageRoot(), 'examples', 'parking')
  known ??= (async () => {
    const entries = await nodeFiles.walk(folder)
    return new Map(
      await Promise.all(
        entries.map(async ({ path }) => [path, await nodeFiles.readBytes(join(folder, path))] as const),
      ),
    )
  })()
  return known
}

/** The reading half of `Files` over a folder `model`; everything else is the machine's. */
export function filesInMemory(contents: ReadonlyMap<string, Uint8Array>): Files {
  const inside = (path: string): string => path.replace(/^model\/?/, '')
  return {
    ...nodeFiles,
    async kind(path) {
      const name = inside(path)
      if (contents.has(name)) return 'file'
      return path === 'model' || [...contents.keys()].some((file) => file.startsWith(`${name}/`)) ? 'folder' : undefined
    },
    async readBytes(path) {
      const content = contents.get(inside(path))
      return content ?? nodeFiles.readBytes(path)
    },
    async findText(path) {
      const content = contents.get(inside(path))
      return content === undefined ? nodeFiles.findText(path) : Buffer.from(content).toString()
    },
    async *stream(path) {
      const content = contents.get(inside(path))
      if (content !== undefined) yield content
    },
    async walk(folder) {
      if (!/^model(\/|$)/.test(folder)) return nodeFiles.walk(folder)
      const below = inside(folder)
      const prefix = below === '' ? '' : `${below}/`
      return [...contents]
        .filter(([path]) => path.startsWith(prefix))
        .map(([path, { length }]) => ({ path: path.slice(prefix.length), bytes: length, executable: false }))
        .sort((a, b) => (a.path < b.path ? -1 : 1))
    },
  }
}
