import { expect, test } from '@jest/globals'
import { readModel } from '../../src/generator/model/read-model.ts'
import { type Change, parkingFiles } from '../support/parking-model.ts'

const garage = 'domain/Parking/Garage'
const flow = `${garage}/behavior-flows/Close.xml`
const notifier = 'notifiers/GarageSetup.xml'
const field = '<field name="title" type="String">'
const renamed = (name: string): Change => [field, `<field name="${name}" type="String"></field>\n  ${field}`]
const list = (name: string): string =>
  `<nested-object name="${name}"><field name="number" type="String"></field></nested-object>`

async function refusals(changes: Readonly<Record<string, Change>>) {
  const { findings } = await readModel(await parkingFiles(changes), 'model')
  return findings
    .filter(({ rule, severity }) => rule === 'V-04' && severity === 'error')
    .map(({ text, place }) => `${place?.file}:${place?.line}:${place?.column} ${text}`)
}

test.each<[where: string, file: string, change: Change, place: string, name: string]>([
  ['a field of an aggregate', `${garage}/root.xml`, renamed('version'), '3:16', 'version'],
  ['a field of an aggregate', `${garage}/root.xml`, renamed('isDeleted'), '3:16', 'isDeleted'],
  ['a field of an aggregate', `${garage}/root.xml`, renamed('get'), '3:16', 'get'],
  ['a collection of an aggregate', `${garage}/entities/get.xml`, list('get'), '1:22', 'get'],
  ['a collection of an aggregate', `${garage}/entities/update.xml`, list('update'), '1:22', 'update'],
  ['a collection of an aggregate', `${garage}/entities/version.xml`, list('version'), '1:22', 'version'],
  [
    'a field of a collection',
    `${garage}/entities/spots.xml`,
    ['name="plate"', 'name="setdefault"'],
    '4:16',
    'setdefault',
  ],
  ['a field of an event', `${garage}/events/GarageOpened.xml`, renamed('get'), '3:16', 'get'],
  ['a list of an event', `${garage}/events/GarageOpened.xml`, ['</event>', `${list('pop')}</event>`], '10:22', 'pop'],
  ['a field of a command', 'commands/Garage/OpenGarageRequested.xml', renamed('get'), '3:16', 'get'],
  [
    'a list of a command',
    'commands/Garage/OpenGarageRequested.xml',
    ['</event>', `${list('copy')}</event>`],
    '10:22',
    'copy',
  ],
  ['a field of a view', 'views/Garage/Garage.xml', renamed('get'), '3:16', 'get'],
  ['a stored field of a view', 'views/Garage/Garage.xml', renamed('expires'), '3:3', 'expires'],
  ['a variable of a flow', flow, ['target="code"', 'target="entity"'], '3:22', 'entity'],
  ['a variable of a flow', flow, ['target="code"', 'target="identity"'], '3:22', 'identity'],
  [
    'a variable that a flow sets',
    flow,
    ['<processor', '<processor type="set-variable" name="requestor" expression="1"></processor>\n  <processor'],
    '6:40',
    'requestor',
  ],
  ['a variable of a notifier', notifier, ['target="owner"', 'target="identity"'], '4:22', 'identity'],
  ['what an activity gives', notifier, ['name="mail"', 'name="entity"'], '12:50', 'entity'],
])('%s cannot be called so (%s)', async (_where, file, change, place, name) => {
  expect(await refusals({ [file]: change })).toContainEqual(
    expect.stringMatching(new RegExp(`^${file}:${place} the name ${name} is `)),
  )
})

test.each(['items', 'keys', 'values'])('a list may be called %s, which stays callable', async (name) => {
  expect(await refusals({ [`${garage}/entities/${name}.xml`]: list(name) })).toEqual([])
})

test.each(['update', 'copy', 'clear'])('a field may be called %s', async (name) => {
  expect(await refusals({ [`${garage}/root.xml`]: renamed(name) })).toEqual([])
})

test('an entity may count its versions, and so may an event and a row', async () => {
  const changes = {
    [`${garage}/entities/spots.xml`]: ['name="plate"', 'name="version"'] as const,
    [`${garage}/events/GarageOpened.xml`]: renamed('version'),
    'views/Garage/Garage.xml': renamed('version'),
  }
  expect(await refusals(changes)).toEqual([])
})
