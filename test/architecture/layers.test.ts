import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { importsOf, sourceFiles } from '../../scripts/measure/imports.ts'
import { packageRoot } from '../../src/system/package-root.ts'
import { tableBelow } from '../support/markdown-table.ts'

/** Which rooms a room may know; docs/architecture.md has the same table. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  actions: ['hosts', 'stages', 'aws', 'system', 'core'],
  cli: ['hosts', 'stages', 'local', 'delivery', 'pipeline', 'generator', 'aws', 'system', 'core'],
  hosts: ['pipeline', 'aws', 'github', 'system', 'core'],
  stages: ['delivery', 'pipeline', 'generator', 'core'],
  local: ['delivery', 'pipeline', 'aws', 'system', 'core'],
  delivery: ['core'],
  pipeline: ['core'],
  generator: ['core'],
  aws: ['core'],
  github: ['core'],
  system: ['core'],
  core: [],
}

/** Rooms that touch the machine by themselves; the others get it from the context. */
const touchesMachine = new Set(['actions', 'cli', 'hosts', 'local', 'aws', 'github', 'system'])
/** Pure computations of Node that touch nothing. */
const pure =
  /^node:(crypto|path|path\/posix|url|util|zlib|buffer|stream|stream\/promises|worker_threads|string_decoder|events)$/

/** The same for the rooms of `src/delivery`; every room may know the files that lie beside the rooms. */
const deliveryMayImport: Readonly<Record<string, readonly string[]>> = {
  documents: [],
  retry: [],
  archive: [],
  publishing: [],
  releasing: ['versioning'],
  versioning: [],
  template: ['documents'],
  following: ['retry'],
  gate: [],
  evidence: [],
  release: ['documents', 'archive'],
  dependencies: [],
  packaging: ['documents', 'archive', 'dependencies', 'template', 'release'],
  building: ['dependencies', 'packaging', 'template'],
  plan: ['documents', 'template', 'release'],
  environment: ['documents', 'evidence', 'release'],
  promotion: ['environment', 'evidence', 'release'],
  lease: ['environment', 'release', 'retry'],
  deployment: ['environment', 'evidence', 'following', 'lease', 'packaging', 'plan', 'release', 'retry', 'template'],
  'existing-change-set': ['deployment', 'environment', 'following', 'lease', 'plan', 'template'],
}

const root = packageRoot()
const files = [...sourceFiles(root, 'src'), ...sourceFiles(root, 'actions')]
const imports = files.flatMap((file) =>
  importsOf(root, file).map(({ from, to }) => ({ file: from, room: roomOf(from) ?? '', target: to })),
)

test('imports point down the table of layers only', () => {
  const wrong = imports.filter(({ room, target }) => {
    const to = roomOf(target)
    return to !== undefined && to !== room && !mayImport[room]?.includes(to)
  })
  expect(wrong.map(say)).toEqual([])
})

test('imports inside delivery point down the table of its rooms only', () => {
  const wrong = imports.filter(({ file, target }) => {
    const [from, to] = [file, target].map(deliveryRoomOf)
    return to !== undefined && from !== undefined && from !== to && !deliveryMayImport[from]?.includes(to)
  })
  expect(wrong.map(say)).toEqual([])
})

test('a file beside the rooms of delivery imports none of them', () => {
  const wrong = imports.filter(
    ({ file, target }) => /^src\/delivery\/[^/]+$/.test(file) && deliveryRoomOf(target) !== undefined,
  )
  expect(wrong.map(say)).toEqual([])
})

test('the map has the same table of the rooms of delivery', () => {
  const rows = tableBelow(readFileSync(join(root, 'docs/architecture.md'), 'utf8'), 'The rooms of delivery')
  const mapped = rows.map(([room, , known]) => [inCode(room!)[0], inCode(known!).sort()])
  expect(Object.fromEntries(mapped)).toEqual(
    Object.fromEntries(Object.entries(deliveryMayImport).map(([room, known]) => [room, [...known].sort()])),
  )
})

test('a stage never imports a stage', () => {
  const wrong = imports.filter(({ file, target }) => {
    const [from, to] = [file, target].map((path) => /^src\/stages\/([^/]+)\//.exec(path)?.[1])
    return from !== undefined && to !== undefined && from !== to
  })
  expect(wrong.map(say)).toEqual([])
})

test('only src/aws knows the AWS SDK, only src/github its API, and only the GitHub host the rest of the actions toolkit', () => {
  const wrong = imports.filter(
    ({ file, room, target }) =>
      (/^@(aws-sdk|smithy|aws-crypto)\//.test(target) && room !== 'aws') ||
      (/^@(actions\/github|octokit\/)/.test(target) && room !== 'github') ||
      (/^@actions\/(?!github)/.test(target) && file !== 'src/hosts/github/github.ts'),
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
  const barrels = files.filter((file) => /^\s*export \* from/m.test(readFileSync(join(root, file), 'utf8')))
  expect(barrels).toEqual([])
})

function roomOf(path: string): string | undefined {
  return path.startsWith('actions/') ? 'actions' : /^src\/([^/]+)\//.exec(path)?.[1]
}

function deliveryRoomOf(path: string): string | undefined {
  return /^src\/delivery\/([^/]+)\//.exec(path)?.[1]
}

/** What stands between backticks. */
function inCode(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, text]) => text!)
}

function say({ file, target }: { readonly file: string; readonly target: string }): string {
  return `${file} imports ${target}`
}
