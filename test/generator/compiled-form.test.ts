import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, test } from '@jest/globals'
import type { Files } from '../../src/core/ports/files.ts'
import { renderAssist } from '../../src/generator/assist/render-assist.ts'
import { generate } from '../../src/generator/generate.ts'
import { loadResources } from '../../src/generator/load-resources.ts'
import { readModel } from '../../src/generator/model/read-model.ts'
import type { Resources } from '../../src/generator/resources.ts'
import { nodeFiles } from '../../src/system/node-files.ts'
import { packageRoot } from '../../src/system/package-root.ts'
import { compiledParking } from '../support/compiled-parking.ts'
import { type Change, parkingFiles } from '../support/parking-model.ts'

let resources: Resources

beforeAll(async () => {
  resources = await loadResources(nodeFiles, packageRoot())
})

type Edit = (compiled: string) => string
const same: Edit = (text) => text

async function compiledFiles(edit: Edit = same, changes: Readonly<Record<string, Change>> = {}): Promise<Files> {
  const text = await compiledParking(await parkingFiles(changes))
  return parkingFiles({ ...changes, 'model.xml': edit(text) })
}

const replaced =
  (from: string, to: string): Edit =>
  (text) => {
    expect(text).toContain(from)
    return text.replace(from, () => to)
  }

async function treeOf(files: Files, path: string) {
  const { model, findings } = await readModel(files, path)
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
  return [...generate(model!, resources)]
}

/** As a build that writes the whole document anew: each part two levels deeper, texts of several lines as they were. */
const indented: Edit = (text) =>
  text
    .replace(/^(?=[ \t]*<)/gm, '    ')
    .replace(/>(<(?:pattern|expression|event|view|projection|notifier|scenario|aggregate)\b)/g, '>\n    $1')

test.each<[how: string, edit: Edit]>([
  ['as its parts were', same],
  ['with deeper parts', indented],
  ['with other line ends', (text) => text.replaceAll('\n', '\r\n')],
  [
    'with parts in another order',
    (text) =>
      text.replace(
        /(<event graphql-namespace="Garage" graphql-name="close"[\s\S]*?<\/event>)([\s\S]*?)(?=<\/events>)/,
        '$2$1',
      ),
  ],
  [
    'with a command that has no type',
    replaced('name="OpenGarageRequested" type="ActorEvent"', 'name="OpenGarageRequested"'),
  ],
  [
    'with domain events that have neither type nor source',
    (text) => text.replaceAll(/ type="DomainEvent" source="Parking\.\w+"/g, ''),
  ],
])('a model in one file %s gives the same bytes as the folder', async (_how, edit) => {
  expect(await treeOf(await compiledFiles(edit), 'model/model.xml')).toEqual(
    await treeOf(await parkingFiles(), 'model'),
  )
})

test.each(['parking', 'hello', 'library'])(
  '%s in the one file that generate writes is the same model',
  async (example) => {
    const folder = join(packageRoot(), 'examples', example)
    const target = await mkdtemp(join(tmpdir(), 'liftlock-compiled-'))
    try {
      const { model } = await readModel(nodeFiles, folder)
      await cp(folder, target, { recursive: true })
      await writeFile(join(target, 'model.xml'), renderAssist(model!).get('model.xml')!)
      const { model: compiled, findings } = await readModel(nodeFiles, join(target, 'model.xml'))

      expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
      expect([...generate(compiled!, resources)]).toEqual([...generate(model!, resources)])
      expect([...renderAssist(compiled!)]).toEqual([...renderAssist(model!)])
    } finally {
      await rm(target, { recursive: true })
    }
  },
)

test('what only the paths of a folder say stands in the one file', async () => {
  const changes: Record<string, Change> = {
    'commands/Garage/CloseGarageRequested.xml': ['graphql-namespace="Garage" ', ''],
    'domain/Parking/Garage/events/GarageClosed.xml': [' type="DomainEvent" source="Parking.Garage"', ''],
    'domain/Parking/Garage/event-handlers/GarageClosed.xml': ['on="GarageClosed"', 'on="-"'],
    'domain/Parking/Visit/root.xml': ['name="Visit"', ''],
    'views/Garage/Garage.xml': ['graphql-namespace="Garage" ', ''],
    'patterns/GarageCode.xml': ['name="GarageCode"', ''],
  }
  const { model } = await readModel(await parkingFiles(changes), 'model')
  const files = await parkingFiles({ ...changes, 'model.xml': model!.compiled! })

  expect(await treeOf(files, 'model/model.xml')).toEqual(await treeOf(await parkingFiles(changes), 'model'))
})

test.each<[form: string, path: string]>([
  ['of a folder', 'model'],
  ['of one file', 'model/model.xml'],
])('a model %s can be cloned and stored', async (_form, path) => {
  const town = `<view name="Town"><field name="code" type="String" pk="true"></field><custom-handler sub-domain="Parking" aggregate="Garage">EntityManager.get(type="Town", key=snapshot.code)</custom-handler></view>`
  const { model } = await readModel(await compiledFiles(indented, { 'views/Garage/Town.xml': town }), path)
  const tree = [...generate(model!, resources)]

  expect([...generate(structuredClone(model!), resources)]).toEqual(tree)
  expect([...generate(JSON.parse(JSON.stringify(model)), resources)]).toEqual(tree)
})

test('a view that no query places in a folder gives the same bytes in both forms', async () => {
  const view = 'views/Garage/Town.xml'
  const handler = `<custom-handler sub-domain="Parking" aggregate="Garage">EntityManager.get(type="Town", key=snapshot.code)</custom-handler>`
  const changes = {
    [view]: `<view name="Town">\n  <field name="code" type="String" pk="true"></field>\n  ${handler}\n</view>\n`,
  }
  const tree = await treeOf(await parkingFiles(changes), 'model')
  expect(new Map(tree).get('application/views/town.py')).toContain('Made by Liftlock from views/**/Town.xml;')
  expect(await treeOf(await compiledFiles(same, changes), 'model/model.xml')).toEqual(tree)
})

test.each<[what: string, edit: Edit, finding: string]>([
  [
    'an event handler without its event',
    replaced('<event-handler on="GarageClosed"', '<event-handler'),
    'V-03 <event-handler> has no on',
  ],
  ['an aggregate without a name', replaced('<aggregate name="Visit"', '<aggregate'), 'V-03 <aggregate> has no name'],
  ['a subdomain without a name', replaced('<subdomain name="Parking"', '<subdomain'), 'V-03 <subdomain> has no name'],
  [
    'an event that nothing claims',
    replaced('</events>', '<event name="Lost"><field name="code" type="String"/></event></events>'),
    'V-03 <event> has no source, so nothing tells which aggregate Lost belongs to',
  ],
  [
    'an event of an aggregate that is not there',
    replaced(
      'name="GarageClosed" type="DomainEvent" source="Parking.Garage"',
      'name="GarageClosed" source="Parking.Garag"',
    ),
    'V-17 there is no aggregate Parking.Garag',
  ],
  [
    'two aggregates of one name',
    replaced('</subdomain>', '<aggregate name="Visit" business-key="visitKey"/></subdomain>'),
    'V-05 there are two aggregates Parking/Visit',
  ],
  [
    'two commands that derive one name',
    (text) =>
      text.replace(
        '<events>',
        () => '<events><event graphql-namespace="Garage" graphql-name="open" authorization="anonymous"/>',
      ),
    'V-05 there are two events OpenGarageRequested',
  ],
  ['a file that is one part of a model', () => '<event name="Lost"></event>', 'V-01 the root element is <event>'],
])('%s is an error at its place in the one file', async (_what, edit, finding) => {
  const { findings, model } = await readModel(await compiledFiles(edit), 'model/model.xml')

  expect(model).toBeUndefined()
  const errors = findings.filter(({ severity }) => severity === 'error')
  expect(errors.map(({ rule, text }) => `${rule} ${text}`)).toContainEqual(expect.stringContaining(finding))
  expect(errors.map(({ place }) => place?.file)).toEqual(errors.map(() => 'model.xml'))
})

test('the project file stands for the folder around it', async () => {
  const { model } = await readModel(await parkingFiles(), 'model/config.xml')
  expect(model?.commands).toHaveLength(3)
})
