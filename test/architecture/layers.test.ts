import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from '@jest/globals'
import { packageRoot } from '../../src/system/package-root.ts'

/** Which rooms a room may know; docs/architecture.md has the same table. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  actions: ['hosts', 'stages', 'aws', 'system', 'core'],
  cli: ['hosts', 'stages', 'local', 'delivery', 'generator', 'aws', 'system', 'core'],
  hosts: ['aws', 'system', 'core'],
  stages: ['delivery', 'generator', 'core'],
  local: ['aws', 'system', 'core'],
  delivery: ['core'],
  generator: ['core'],
  aws: ['core'],
  system: ['core'],
  core: [],
}

/** Rooms that touch the machine by themselves; the others get it from the context. */
const touchesMachine = new Set(['actions', 'cli', 'hosts', 'local', 'aws', 'system'])
/** Pure computations of Node that touch nothing. */
const pure =
  /^node:(crypto|path|path\/posix|url|util|zlib|buffer|stream|stream\/promises|worker_threads|string_decoder|events)$/

interface Import {
  readonly file: string
  readonly room: string
  readonly target: string
}

const root = packageRoot()
const imports = [...sources(join(root, 'src')), ...sources(join(root, 'actions'))].flatMap(importsOf)

test('imports point down the table of layers only', () => {
  const wrong = imports.filter(({ room, target }) => {
    const to = roomOf(target)
    return to !== undefined && to !== room && !mayImport[room]?.includes(to)
  })
  expect(wrong.map(say)).toEqual([])
})

test('a stage never imports a stage', () => {
  const wrong = imports.filter(({ file, target }) => {
    const [from, to] = [file, target].map((path) => /^src\/stages\/([^/]+)\//.exec(path)?.[1])
    return from !== undefined && to !== undefined && from !== to
  })
  expect(wrong.map(say)).toEqual([])
})

test('only src/aws knows the AWS SDK, and only the GitHub host knows the actions toolkit', () => {
  const wrong = imports.filter(
    ({ file, room, target }) =>
      (/^@(aws-sdk|smithy|aws-crypto)\//.test(target) && room !== 'aws') ||
      (target.startsWith('@actions/') && file !== 'src/hosts/github/github.ts'),
  )
  expect(wrong.map(say)).toEqual([])
})

test('stages, delivery, generator and core reach the machine through the context only', () => {
  const wrong = imports.filter(
    ({ room, target }) => !touchesMachine.has(room) && target.startsWith('node:') && !pure.test(target),
  )
  expect(wrong.map(say)).toEqual([])
})

test('a thing is imported from the file that defines it: there are no barrel files', () => {
  const barrels = [...sources(join(root, 'src'))].filter((file) =>
    /^\s*export \* from/m.test(readFileSync(file, 'utf8')),
  )
  expect(barrels.map((file) => relative(root, file))).toEqual([])
})

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
}

function importsOf(file: string): Import[] {
  const name = relative(root, file)
  const text = readFileSync(file, 'utf8')
  const targets = [
    ...text.matchAll(/(?:^|\n)\s*(?:import|export)\b[^'"\n]*(?:\{[^}]*\}[^'"\n]*)?['"]([^'"]+)['"]/g),
    ...text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g),
  ]
  return targets.map(([, target]) => ({
    file: name,
    room: roomOf(name) ?? '',
    target: target!.startsWith('.') ? relative(root, join(dirname(file), target!)) : target!,
  }))
}

function roomOf(path: string): string | undefined {
  return path.startsWith('actions/') ? 'actions' : /^src\/([^/]+)\//.exec(path)?.[1]
}

function say({ file, target }: Import): string {
  return `${file} imports ${target}`
}
