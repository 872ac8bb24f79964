import { readFileSync } from 'node:fs'

import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { parseRequirements } from '../../../src/delivery/packaging/requirements.ts'
import { packageRoot } from '../../../src/system/package-root.ts'

const hash = `--hash=sha256:${'a'.repeat(64)}`
const seeds = JSON.parse(
  readFileSync(join(packageRoot(), 'test/hostile/requirements/lines.json'), 'utf8'),
) as readonly (readonly [line: string, message: string])[]

test.each(seeds)('%j is refused with its line, and nothing secret of it is shown', (seed, message) => {
  const line = seed.replace('HASH', hash)
  let refused: { reason?: string; message?: string; hint?: string } = {}
  try {
    parseRequirements(`# a lock\nb==1 ${hash}\n${line}\n`, 'r.txt')
  } catch (error) {
    refused = error as typeof refused
  }
  expect(refused).toMatchObject({ reason: 'dependency-unlocked', hint: expect.stringMatching(/./) })
  expect(refused.message).toContain(`r.txt:3: `)
  expect(refused.message).toContain(message)
  expect(`${refused.message}${refused.hint}`).not.toContain('CANARY')
})

test('what pip-compile writes is read as before', () => {
  const text = `#\n# made by pip-compile\n#\na[x,y]==1.0+local.1 ; python_version >= "3.9" and sys_platform != 'win32' \\\n    ${hash} \\\n\t${hash.replace('a'.repeat(64), 'b'.repeat(64))}\n    # via\n    #   b\nb===2.0rc1 ${hash} # a comment\r\nc_d.e-f==1!2.0.post1.dev3 \\\r\n    ${hash}`
  expect(parseRequirements(text, 'r.txt').map(({ specifier, hashes }) => [specifier, hashes.length])).toEqual([
    [`a[x,y]==1.0+local.1 ; python_version >= "3.9" and sys_platform != 'win32'`, 2],
    ['b===2.0rc1', 1],
    ['c_d.e-f==1!2.0.post1.dev3', 1],
  ])
})

test('the project itself, which uv exports with its lock, is refused with what leaves it out', () => {
  expect(() => parseRequirements(`# uv export\n-e .\nb==1 ${hash}\n`, 'r.txt')).toThrow(
    expect.objectContaining({
      message: expect.stringContaining('r.txt:2: '),
      hint: expect.stringContaining('uv export --no-emit-project'),
    }),
  )
})

test.each([
  ['spaces', ' '.repeat(200_000)],
  ['spaces between', `a==1${' '.repeat(200_000)}x`],
  ['comments', '#'.repeat(200_000)],
  ['brackets', `a[${'a,'.repeat(100_000)}==1`],
  ['continuations', '\\\n'.repeat(200_000)],
  ['variables', '${'.repeat(100_000)],
  ['hashes', `a==1 ${`${hash} `.repeat(2_000)}`],
])('very many %s are read once', (_, text) => {
  try {
    parseRequirements(text, 'r.txt')
  } catch (error) {
    expect(error).toMatchObject({ reason: 'dependency-unlocked' })
    expect((error as Error).message.length).toBeLessThan(300)
  }
})

test('a file that no layer could need is refused by its size', () => {
  expect(() => parseRequirements('\n'.repeat(4_000_001), 'r.txt')).toThrow('r.txt has more than 4000000 characters')
})
