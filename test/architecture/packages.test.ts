import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { packageRoot } from '../../src/system/package-root.ts'

interface Locked {
  readonly dev?: boolean
  readonly integrity?: string
  readonly resolved?: string
  readonly hasInstallScript?: boolean
  readonly link?: boolean
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const root = packageRoot()
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const { dependencies, devDependencies } = JSON.parse(read('package.json')) as {
  dependencies: Readonly<Record<string, string>>
  devDependencies: Readonly<Record<string, string>>
}
const { packages } = JSON.parse(read('package-lock.json')) as { packages: Readonly<Record<string, Locked>> }
const locked = Object.entries(packages).filter(([path]) => path !== '')
const pages = readdirSync(join(root, 'docs/decisions')).map((name) => read(`docs/decisions/${name}`))

test('every package that runs with Liftlock is a decision that a page gives the reason of, and so is each tool', () => {
  const recorded = pages.flatMap((page) => [...page.matchAll(/^\| `([^`]+)` \| .{10,}\|$/gm)].map(([, name]) => name!))
  const used = [...Object.keys(dependencies), ...Object.keys(devDependencies)]
  expect(Object.keys(dependencies).length).toBeGreaterThan(10)
  expect(used.filter((name) => !recorded.includes(name))).toEqual([])
})

test('no page gives the reason of a package that is gone', () => {
  const tables = pages.flatMap((page) => [...page.matchAll(/^\| package \|.*\n\|[-|]+\n((?:\|.*\n)+)/gm)])
  const recorded = tables.flatMap(([, rows]) => [...rows!.matchAll(/^\| `([^`]+)`/gm)].map(([, name]) => name!))
  expect(recorded.length).toBeGreaterThan(10)
  expect(recorded.filter((name) => !(name in dependencies || name in devDependencies))).toEqual([])
})

test('nothing in src loads a package that is there for development', () => {
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  const files = sources
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .map((path) => `src/${path}`)
  const loaded = files.flatMap((path) => [...read(path).matchAll(/(?:from|import\()\s*'([@\w][^']*)'/g)])
  const names = new Set(loaded.map(([, module]) => /^(?:@[^/]+\/)?[^/]+/.exec(module!)![0]))
  expect([...names].filter((name) => name in devDependencies)).toEqual([])
  expect(names).toContain('jose')
})

test('no package that runs with Liftlock has a script that runs when it is installed, and scripts are off', () => {
  const running = locked.filter(([, { dev }]) => dev !== true)
  expect(running.length).toBeGreaterThan(Object.keys(dependencies).length)
  expect(running.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path)).toEqual([])
  expect(read('.npmrc')).toContain('ignore-scripts=true')
})

test('every locked package has an integrity, comes from a registry, and names none', () => {
  expect(locked.filter(([, { integrity }]) => !/^sha512-/.test(integrity ?? '')).map(([path]) => path)).toEqual([])
  expect(locked.filter(([, { resolved, link }]) => resolved !== undefined || link).map(([path]) => path)).toEqual([])
})

test('the binaries of every platform are locked, so npm ci works on each', () => {
  const binaries = locked.flatMap(([, { optionalDependencies = {} }]) => Object.keys(optionalDependencies))
  expect(binaries.filter((name) => packages[`node_modules/${name}`] === undefined)).toEqual([])
  expect(binaries).toEqual(
    expect.arrayContaining(
      ['linux-x64', 'darwin-arm64', 'win32-x64'].flatMap((platform) => [
        `@biomejs/cli-${platform}`,
        `@esbuild/${platform}`,
        expect.stringMatching(`^@rolldown/binding-${platform}`),
        expect.stringMatching(`^@swc/core-${platform}`),
      ]),
    ),
  )
})

test('the Python packages that the toolkit and its tests install are each locked by a hash', () => {
  for (const path of ['runtime/requirements.txt', 'runtime/python/requirements.txt', 'test/requirements.txt']) {
    const packages = read(path)
      .replaceAll('\\\n', ' ')
      .split('\n')
      .filter((line) => /^[a-z]/i.test(line))
    expect(packages.length).toBeGreaterThan(0)
    expect([path, packages.filter((line) => !/^[\w.[\]-]+==\S+ .*--hash=sha256:[0-9a-f]{64}/.test(line))]).toEqual([
      path,
      [],
    ])
  }
})
