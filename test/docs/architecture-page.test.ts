import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { packageRoot } from '../../src/system/package-root.ts'
import { tableBelow } from '../support/markdown-table.ts'

const root = packageRoot()
const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8')
const changes = tableBelow(page, 'Where a change belongs')

/** Changes that a newcomer has to place by this page alone. */
const usualChanges = [
  'add a risk label',
  'support a new scenario activity',
  'add an input to `deploy`',
  'add an output to `promote`',
  'add a stage',
  'fix a `$util` function of a mapping template',
  'change an exit code',
  'correct something of the local AWS',
  'change the JUnit format',
  'add a host',
]

/** The paths from the root that stand between backticks, commit-bound figures left out. */
function pathsIn(text: string): string[] {
  const tops = readdirSync(root)
  return [...text.matchAll(/`([^`\s]+)`/g)]
    .map(([, span]) => span!)
    .filter((span) => span.includes('/') && tops.includes(span.split('/')[0]!))
}

/** A path with a name to be chosen, such as `src/stages/<stage>/stage.ts`, is there when a folder stands for the name. */
function isThere(path: string): boolean {
  const [before = '', after] = path.split(/<[a-z]+>/)
  if (after === undefined) return existsSync(join(root, path))
  const names = existsSync(join(root, before)) ? readdirSync(join(root, before)) : []
  return names.some((name) => existsSync(join(root, before, `${name.replace(/\..*/, '')}${after}`)))
}

test('every path that the map names is there', () => {
  const [map = '', figures = ''] = page.split('## The tree in figures')
  const rest = figures.split('\n').filter((line) => !line.startsWith('|'))
  const paths = pathsIn([map, ...rest].join('\n'))
  expect(paths.length).toBeGreaterThan(100)
  expect(paths.filter((path) => !isThere(path))).toEqual([])
})

test('every link of the map leads to a page that is there', () => {
  const links = [...page.matchAll(/\]\(([^)#:]+)[^)]*\)/g)].map(([, link]) => link!)
  expect(links.length).toBeGreaterThan(2)
  expect(links.filter((link) => !existsSync(join(root, 'docs', link)))).toEqual([])
})

test('the usual changes are rows of the map, and every row leads to a path', () => {
  expect(changes.map(([what]) => what)).toEqual(expect.arrayContaining(usualChanges))
  expect(changes.filter(([, where]) => pathsIn(where!).length === 0)).toEqual([])
})

test('every room is on the map', () => {
  const layers = foldersBelow('src')
  const rooms = layers.flatMap((layer) => foldersBelow(`src/${layer}`).map((room) => `src/${layer}/${room}/`))
  const named = (room: string) => page.includes(`\`${room}`) || room.startsWith('src/stages/')
  const delivery = tableBelow(page, 'The rooms of delivery').map(
    ([room]) => `src/delivery/${room!.replaceAll('`', '')}/`,
  )
  expect(rooms.length).toBeGreaterThan(40)
  expect(rooms.filter((room) => !named(room) && !delivery.includes(room))).toEqual([])
})

function foldersBelow(path: string): string[] {
  return readdirSync(join(root, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
}
