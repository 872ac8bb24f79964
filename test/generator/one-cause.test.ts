import { expect, test } from '@jest/globals'
import { readModel } from '../../src/generator/model/read-model.ts'
import { type Change, parkingFiles } from '../support/parking-model.ts'

const garage = 'domain/Parking/Garage'
const view = 'views/Garage/Garage.xml'
const open = `${garage}/behavior-flows/Open.xml`
const title = '<field name="title" type="String"></field>'
const conflict: Change = [
  `  ${title}`,
  `<<<<<<< HEAD\n  ${title}\n=======\n  <field name="name" type="String"></field>\n>>>>>>> other`,
]

async function findingsOf(changes: Readonly<Record<string, Change>>) {
  const { findings } = await readModel(await parkingFiles(changes), 'model')
  return findings
}

test.each<[fault: string, file: string, change: Change, cause: string]>([
  [
    'no primary key',
    view,
    ['type="String" pk="true"', 'type="String"'],
    `V-33 ${view}:1 view Garage has queries, but no primary key`,
  ],
  ['a wrong primary key', view, ['pk="true"', 'pk="treu"'], `V-07 ${view}:2 <field> has pk="treu", which is not known`],
  [
    'a wrong name of a view',
    view,
    ['name="Garage"', 'name="garage"'],
    `V-04 ${view}:1 "garage" is not a valid name: expected an upper-case letter, then letters and digits`,
  ],
  [
    'a wrong type of a query',
    view,
    ['type="get"', 'type="gett"'],
    `V-07 ${view}:21 <query> has type="gett", which is not known`,
  ],
  [
    'a wrong name of an event',
    `${garage}/events/GarageOpened.xml`,
    ['name="GarageOpened"', 'name="GarageOpend"'],
    `V-17 ${open}:12 flow Open emits GarageOpened, but aggregate Garage has no such event`,
  ],
  [
    'an unknown activity',
    'notifiers/GarageSetup.xml',
    ['type="send-email"', 'type="send-mail"'],
    'V-07 notifiers/GarageSetup.xml:14 <activity> has type="send-mail", which is not known',
  ],
  [
    'an unknown processor',
    open,
    ['type="emit-event"', 'type="emit"'],
    `V-07 ${open}:12 <processor> has type="emit", which is not known`,
  ],
  [
    'an unknown step',
    'scenarios/ParkCar.xml',
    ['type="mutation"', 'type="mutate"'],
    'V-07 scenarios/ParkCar.xml:7 <activity> has type="mutate", which is not known',
  ],
  [
    'a wrong field of an aggregate',
    `${garage}/root.xml`,
    ['name="title"', 'name="Title"'],
    `V-04 ${garage}/root.xml:3 "Title" is not a valid name: expected a lower-case letter, then letters and digits`,
  ],
  [
    'a wrong name of an aggregate',
    `${garage}/root.xml`,
    ['name="Garage"', 'name="garage"'],
    `V-04 ${garage}/root.xml:1 "garage" is not a valid name: expected an upper-case letter, then letters and digits`,
  ],
  [
    'a broken pattern',
    'patterns/GarageCode.xml',
    ['[A-Z]{3}', '[A-Z'],
    'V-09 patterns/GarageCode.xml:1 Invalid regular expression: /^[A-Z$/: Unterminated character class',
  ],
  [
    'a wrong name of an expression',
    'expressions/garageOf.xml',
    ['name="garageOf"', 'name="Garage-of"'],
    'V-04 expressions/garageOf.xml:1 "Garage-of" is not a valid name: expected a lower-case letter, then letters and digits',
  ],
  [
    'a merge conflict in XML',
    `${garage}/root.xml`,
    conflict,
    `V-01 ${garage}/root.xml:3 the file has a merge conflict`,
  ],
  [
    'a merge conflict in Python',
    'lib/Pricing.py',
    '<<<<<<< HEAD\nA = 1\n=======\nA = 2\n>>>>>>> other\n',
    'V-01 lib/Pricing.py:1 the file has a merge conflict',
  ],
])('%s is one error, which is the cause', async (_fault, file, change, cause) => {
  const errors = (await findingsOf({ [file]: change })).filter(({ severity }) => severity === 'error')
  expect(errors.map(({ rule, place, text }) => `${rule} ${place?.file}:${place?.line} ${text}`)).toEqual([cause])
})

test('a line of equals signs alone is no conflict', async () => {
  expect(
    await findingsOf({ 'templates/garage-opened.md': 'Garage\n=======\n{{flow.code}} {{ flow.spots | length }}\n' }),
  ).toEqual([])
})

test.each<[file: string, change: Change, fix: string]>([
  [`${garage}/root.xml`, ['snapshot-interval=', 'snapshot-intervall='], 'did you mean snapshot-interval?'],
  [`${garage}/root.xml`, ['business-key=', 'busines-key='], 'did you mean business-key?'],
  [
    view,
    ['<delete condition="#snapshot.isDeleted != &apos;&apos;"></delete>', '<delet condition="1"></delet>'],
    'did you mean delete?',
  ],
])('an unknown name in %s that is near a known one says so', async (file, change, fix) => {
  expect(await findingsOf({ [file]: change })).toContainEqual(expect.objectContaining({ rule: 'V-02', fix }))
})

test('what stands there already is no suggestion', async () => {
  const findings = await findingsOf({ [`${garage}/root.xml`]: ['name="Garage"', 'name="Garage" nam="x"'] })
  expect(findings).toMatchObject([{ rule: 'V-02', text: '<aggregate> has an unknown attribute nam' }])
  expect(findings[0]?.fix).toBeUndefined()
})
