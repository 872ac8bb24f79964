import { expect, test } from '@jest/globals'
import { type Arrow, circlesOf, upwardArrows } from '../../scripts/measure/circles.ts'
import { figuresOf, foldersOf } from '../../scripts/measure/figures.ts'
import { sourceFiles } from '../../scripts/measure/imports.ts'
import { packageRoot } from '../../src/system/package-root.ts'

/** So many files of one folder can be taken in at a glance. */
const filesOfAFolder = 20

const root = packageRoot()
const { circles, upward } = figuresOf(root, 'src')

test('files do not import each other in a circle, type imports included', () => {
  expect(circles).toEqual([])
})

test('no room imports a room that imports it, directly or through others', () => {
  expect(upward.map((arrow) => arrow.join(' imports '))).toEqual([])
})

test.each(['src', 'actions', 'scripts'])(
  'no folder below %s holds more files than can be taken in at a glance',
  (top) => {
    const folders = foldersOf(sourceFiles(root, top))
    expect(folders.length).toBeGreaterThan(1)
    expect(folders.filter(({ files }) => files > filesOfAFolder)).toEqual([])
  },
)

test('a circle is found whatever way leads round it', () => {
  const arrows: Arrow[] = [
    ['a', 'b'],
    ['b', 'c'],
    ['c', 'a'],
    ['a', 'd'],
    ['d', 'e'],
    ['e', 'd'],
    ['f', 'a'],
    ['g', 'g'],
  ]
  expect(circlesOf(arrows).map(String).sort()).toEqual(['a,b,c', 'd,e', 'g'])
  expect(circlesOf(arrows.slice(3, 5))).toEqual([])
})

test('few arrows have to go for floors, and none where there is no circle', () => {
  const down: Arrow[] = [
    ['top', 'middle'],
    ['top', 'ground'],
    ['middle', 'ground'],
  ]
  expect(upwardArrows(down)).toEqual([])
  expect(upwardArrows([...down, ['ground', 'top']])).toEqual([['ground', 'top']])
})
