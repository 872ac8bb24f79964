import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { testContext } from '../../../../test/support/test-context.ts'
import { writeTree } from '../../../../test/support/write-tree.ts'
import type { Processes } from '../../../core/ports/processes.ts'
import { sha256 } from '../../../core/sha256.ts'
import { createDeflater } from '../../archive/deflate.ts'
import { writeArchive } from '../../archive/write-archive.ts'
import { bytesSource } from '../../byte-source.ts'
import { parseRequirements } from '../requirements.ts'
import { wheelPlatforms } from './wheel-platforms.ts'
import { wheelStore } from './wheel-store.ts'

let tree: Awaited<ReturnType<typeof writeTree>>
beforeEach(async () => {
  tree = await writeTree({})
})
afterEach(() => tree.remove())

async function wheel(files: Readonly<Record<string, string>>): Promise<Uint8Array> {
  const members = Object.entries(files).map(([path, content]) => {
    return { path, executable: false, source: bytesSource(Buffer.from(content)) }
  })
  const chunks: Uint8Array[] = []
  for await (const chunk of writeArchive('wheel', members, createDeflater())) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** An index that has these wheels, and remembers how pip was called. */
function indexOf(wheels: Readonly<Record<string, Uint8Array>>) {
  const calls: (readonly string[])[] = []
  const { files, processes: real } = testContext()
  const processes: Processes = {
    ...real,
    async run(_, args) {
      calls.push(args)
      for (const [name, bytes] of Object.entries(wheels))
        await files.write(join(args[args.indexOf('-d') + 1]!, name), bytes)
      const failed = Object.keys(wheels).length === 0
      return {
        exitCode: failed ? 1 : 0,
        stdout: '',
        stderr: failed ? 'ERROR: No matching distribution found for a\n' : '',
      }
    },
  }
  return { calls, processes }
}

async function unpack(requirements: string, { processes }: { processes: Processes }) {
  const path = join(tree.folder, 'requirements.txt')
  const context = testContext({
    processes,
    folders: { toolkit: '/nowhere', cache: join(tree.folder, 'cache') },
    python: async () => 'python',
  })
  await context.files.write(path, requirements)
  const members = await wheelStore(context).unpack(path, { python: '3.13', architecture: 'x86_64' })
  return members.map((member) => member.path).sort()
}

const lock = (bytes: Uint8Array, specifier = 'a==1.0') => `${specifier} \\\n    --hash=sha256:${sha256(bytes)}\n`

test('a wheel is unpacked to where Lambda looks for packages, and its data to where an installer puts it', async () => {
  const bytes = await wheel({ 'a/__init__.py': 'x', 'a-1.0.data/purelib/b.py': 'y', 'a-1.0.data/scripts/run': 'z' })

  const paths = await unpack(lock(bytes), indexOf({ 'a-1.0-py3-none-any.whl': bytes }))

  expect(paths).toEqual(['python/a/__init__.py', 'python/b.py', 'python/bin/run'])
})

test('files in which tools keep secrets are left out of a wheel', async () => {
  const bytes = await wheel({ 'a.py': 'x', 'a/.env': 'TOKEN=x', '.aws/credentials': 'x' })
  expect(await unpack(lock(bytes), indexOf({ 'a-1.0-py3-none-any.whl': bytes }))).toEqual(['python/a.py'])
})

test('pip is asked for wheels of the runtime only, with hashes, and not for what they depend on', async () => {
  const bytes = await wheel({ 'a.py': 'x' })
  const index = indexOf({ 'a-1.0-py3-none-any.whl': bytes })

  await unpack(lock(bytes), index)

  expect(index.calls[0]).toEqual(
    expect.arrayContaining([
      '--only-binary=:all:',
      '--require-hashes',
      '--no-deps',
      '3.13',
      'cp313',
      'manylinux_2_34_x86_64',
    ]),
  )
})

test('the second time nobody is asked', async () => {
  const bytes = await wheel({ 'a.py': 'x' })
  const index = indexOf({ 'a-1.0-py3-none-any.whl': bytes })

  const first = await unpack(lock(bytes), index)
  const second = await unpack(lock(bytes), index)

  expect(second).toEqual(first)
  expect(index.calls).toHaveLength(1)
})

test('a package without a wheel is named, and nothing stays in the cache', async () => {
  const bytes = await wheel({ 'a.py': 'x' })

  await expect(unpack(lock(bytes), indexOf({}))).rejects.toMatchObject({
    reason: 'dependency-unavailable',
    message: expect.stringContaining('No matching distribution found for a'),
  })
  expect(await testContext().files.kind(join(tree.folder, 'cache/wheels'))).toBeUndefined()
})

test('a wheel that was not locked is refused, also when it lies in the cache', async () => {
  const [bytes, other] = [await wheel({ 'a.py': 'x' }), await wheel({ 'a.py': 'evil' })]

  const refused = unpack(lock(bytes), indexOf({ 'a-1.0-py3-none-any.whl': other }))

  await expect(refused).rejects.toMatchObject({ reason: 'dependency-unavailable' })
})

test('two packages that bring the same file are refused', async () => {
  const [one, two] = [await wheel({ 'a.py': 'x' }), await wheel({ 'a.py': 'y' })]

  const refused = unpack(lock(one) + lock(two, 'b==1.0'), indexOf({ 'a.whl': one, 'b.whl': two }))

  await expect(refused).rejects.toMatchObject({ message: expect.stringContaining('python/a.py') })
})

const hash = 'a'.repeat(64)

test('comments, extras, markers and several hashes of a lock are understood', () => {
  const text = `# made by pip-compile\na[x]==1.0 ; python_version > "3" \\\n  --hash=sha256:${hash} \\\n  --hash=sha256:${'b'.repeat(64)}\n    # via b\n\nb==2 --hash=sha256:${hash}`

  expect(parseRequirements(text, 'r.txt')).toEqual([
    { specifier: 'a[x]==1.0 ; python_version > "3"', hashes: [hash, 'b'.repeat(64)] },
    { specifier: 'b==2', hashes: [hash] },
  ])
})

test('an older runtime takes older wheels only', () => {
  expect(wheelPlatforms('3.11', 'arm64')[0]).toBe('manylinux_2_26_aarch64')
  expect(wheelPlatforms('3.13', 'x86_64')).toContain('manylinux1_x86_64')
})
