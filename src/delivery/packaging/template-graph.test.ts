import { join } from 'node:path'
import { afterEach, expect, test } from '@jest/globals'
import { testContext } from '../../../test/support/test-context.ts'
import { writeTree } from '../../../test/support/write-tree.ts'
import { nodeFiles } from '../../system/node-files.ts'
import { nestingLimits, templateLimits } from '../documents/limits.ts'
import { sealApplication } from './seal-application.ts'
import { TemplateFiles } from './template-files.ts'

const trees: { remove(): Promise<void> }[] = []
afterEach(async () => {
  for (const tree of trees.splice(0)) await tree.remove()
})

/** Seals the first of these files, and counts how often each was read. */
async function seal(files: Readonly<Record<string, string>>) {
  const made = await writeTree(files)
  const room = await writeTree({})
  trees.push(made, room)
  const reads = new Map<string, number>()
  const counted = {
    ...nodeFiles,
    readText(path: string) {
      const name = path.slice(made.folder.length + 1)
      reads.set(name, (reads.get(name) ?? 0) + 1)
      return nodeFiles.readText(path)
    },
  }
  const template = join(made.folder, Object.keys(files)[0]!)
  const options = { template, root: made.folder, application: 'app', temporaryFolder: room.folder }
  const sealing = sealApplication(testContext({ files: counted }), options)
  const shown = (error: Error) => error.message.replaceAll(`${made.folder}/`, '')
  return { reads, sealed: sealing.catch((error) => shown(error)) }
}

const nesting = (...names: readonly string[]) =>
  JSON.stringify({
    Resources: {
      Own: { Type: 'AWS::S3::Bucket' },
      ...Object.fromEntries(
        names.map((name, index) => [
          `N${index}`,
          { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: name } },
        ]),
      ),
    },
  })
const including = (...names: readonly string[]) =>
  Object.fromEntries(
    names.map((Location, index) => [
      `I${index}`,
      { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location } } },
    ]),
  )
const withIncludes = (...names: readonly string[]) =>
  JSON.stringify({ Resources: { A: { Type: 'T', Metadata: including(...names) } } })

test('a diamond of 20 levels is read and packaged once for each file, not once for each of a million ways', async () => {
  const levels = Array.from({ length: 20 }, (_, level) => [
    `${level}.json`,
    nesting(...(level === 19 ? [] : [`${level + 1}.json`, `${level + 1}.json`])),
  ])
  const { reads, sealed } = await seal(Object.fromEntries(levels))
  expect(await sealed).toMatchObject({ contents: 20 })
  expect([...reads.values()]).toEqual(Array(20).fill(1))
})

test.each([
  ['a template that nests itself', { 'a.json': nesting('a.json') }, 'a.json → a.json'],
  [
    'two templates that nest each other',
    { 'a.json': nesting('b.json'), 'b.json': nesting('a.json') },
    /nest or include each other in a circle: .*b\.json → /,
  ],
  [
    'templates that wait for each other on two ways',
    { 'a.json': nesting('b.json', 'c.json'), 'b.json': nesting('c.json'), 'c.json': nesting('b.json') },
    /b\.json → c\.json → b\.json|c\.json → b\.json → c\.json/,
  ],
  [
    'an include that includes itself',
    { 'a.json': withIncludes('b.json'), 'b.json': JSON.stringify(including('b.json')) },
    'b.json → b.json',
  ],
  [
    'two includes that include each other',
    {
      'a.json': withIncludes('b.json'),
      'b.json': JSON.stringify(including('c.json')),
      'c.json': JSON.stringify(including('b.json')),
    },
    'b.json → c.json → b.json',
  ],
])('%s is refused with the chain of files', async (_, files, chain) => {
  const { sealed } = await seal(files as Record<string, string>)
  expect(await sealed).toEqual(
    typeof chain === 'string' ? expect.stringContaining(chain) : expect.stringMatching(chain),
  )
})

test('includes that double on 30 levels are refused while they grow, each file read once', async () => {
  const levels = Array.from({ length: 30 }, (_, level) => [
    `${level}.json`,
    level === 29 ? '{"x":1}' : JSON.stringify(including(`${level + 1}.json`, `${level + 1}.json`)),
  ])
  const { reads, sealed } = await seal({ 'a.json': withIncludes('0.json'), ...Object.fromEntries(levels) })
  expect(await sealed).toMatch(`a.json includes files more than ${nestingLimits.includes} times in all`)
  expect(Math.max(...reads.values())).toBe(1)
})

test('what is included counts as often as it is included', async () => {
  const list = JSON.stringify({ x: Array(1_000).fill(1) })
  const { sealed } = await seal({ 'a.json': withIncludes(...Array(200).fill('b.json')), 'b.json': list })
  expect(await sealed).toMatch(`a.json with its includes has more than ${templateLimits.nodes} values`)
})

test('as many templates as the limits say are worked on, and not one more', async () => {
  const chain = new TemplateFiles<number>()
  const next = (level: number) => chain.use(level === 0 ? undefined : `${level - 1}`, `${level}`, async () => level)
  for (let level = 0; level < nestingLimits.levels; level++) await next(level)
  expect(() => next(nestingLimits.levels)).toThrow(
    `more than ${nestingLimits.levels} templates, one inside of the other`,
  )

  const wide = new TemplateFiles<number>()
  await wide.use(undefined, 'top', async () => 0)
  for (let file = 1; file < nestingLimits.files; file++) await wide.use('top', `${file}`, async () => file)
  expect(() => wide.use('top', 'another', async () => 0)).toThrow(
    `more than ${nestingLimits.files} different templates`,
  )
  expect(await wide.use('top', '1', async () => -1)).toBe(1)
})

test('files are included as deep as the limit says, and not one deeper', async () => {
  const chain = (count: number) => ({
    'a.json': withIncludes('1.json'),
    ...Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        `${index + 1}.json`,
        index + 1 === count ? '{"x":1}' : JSON.stringify(including(`${index + 2}.json`)),
      ]),
    ),
  })
  expect(await (await seal(chain(nestingLimits.levels))).sealed).toBeInstanceOf(Object)
  expect(await (await seal(chain(nestingLimits.levels + 1))).sealed).toMatch(
    `101.json is included more than ${nestingLimits.levels} files deep`,
  )
})
