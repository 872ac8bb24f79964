import { expect, test } from '@jest/globals'
import { readModel } from '../../src/generator/model/read-model.ts'
import { compiledParking } from '../support/compiled-parking.ts'
import { type Change, parkingFiles } from '../support/parking-model.ts'

const garage = 'domain/Parking/Garage'
const closeFlow = `${garage}/behavior-flows/Close.xml`
const openFlow = `${garage}/behavior-flows/Open.xml`
const root = `${garage}/root.xml`
const opened = `${garage}/event-handlers/GarageOpened.xml`
const openCommand = 'commands/Garage/OpenGarageRequested.xml'
const closeCommand = 'commands/Garage/CloseGarageRequested.xml'
const setup = 'notifiers/GarageSetup.xml'
const view = 'views/Garage/Garage.xml'
const parkCar = 'scenarios/ParkCar.xml'

async function findingsOf(changes: Readonly<Record<string, Change>>) {
  return (await readModel(await parkingFiles(changes), 'model')).findings
}

test('the example has nothing to mend', async () => {
  const { model, findings, fileCount } = await readModel(await parkingFiles(), 'model')

  expect(findings).toEqual([])
  expect(fileCount).toBe(38)
  expect(model?.scenarios.map(({ name }) => name)).toEqual(['CloseGarage', 'OpenGarage', 'ParkCar'])
})

type Case = readonly [
  rule: string,
  severity: 'error' | 'warning',
  file: string,
  from: string,
  to: string,
  line: number,
  text: string,
  fix?: string,
]

test.each<Case>([
  ['V-01', 'error', closeFlow, '</trigger>', '</triger>', 5, 'expected </trigger> for line 2, found </triger>'],
  [
    'V-01',
    'error',
    closeFlow,
    '&quot;code&quot;: &quot;PAR&quot;\n}',
    '&quot;code&quot;\n}',
    18,
    '<state> holds no JSON',
  ],
  [
    'V-02',
    'warning',
    closeCommand,
    'type="ActorEvent"',
    'type="ActorEvent" colour="red"',
    1,
    '<event> has an unknown attribute colour',
  ],
  ['V-02', 'warning', closeCommand, '</event>', '<colour/></event>', 4, '<event> has an unknown element <colour>'],
  ['V-03', 'error', closeFlow, 'ref="GarageClosed"', 'ref="-"', 6, '<processor> has ref="-", which means not set'],
  ['V-03', 'error', closeFlow, 'ref="GarageClosed"', '', 6, '<processor> has no ref'],
  ['V-04', 'error', root, 'name="title"', 'name="ti&quot;tle"', 3, '"ti\\"tle" is not a valid name'],
  ['V-04', 'error', root, 'name="title"', 'name="ti\ntle"', 3, '"ti\\ntle" is not a valid name'],
  ['V-04', 'error', root, 'name="title"', 'name="class"', 3, 'the name class is a keyword of Python'],
  ['V-04', 'warning', root, 'name="labels"', 'name="label2"', 7, 'does not accept the name label2'],
  ['V-04', 'error', root, 'name="title" type="String"', 'name="code" type="Int"', 3, 'field code is String and Int'],
  ['V-04', 'error', 'expressions/garageOf.xml', 'input="spot"', 'input="event"', 1, 'event cannot be an input'],
  [
    'V-06',
    'warning',
    'patterns/GarageCode.xml',
    'name="GarageCode"',
    'name="TownCode"',
    1,
    "differs from the file's name GarageCode",
  ],
  [
    'V-06',
    'warning',
    closeCommand,
    'graphql-namespace="Garage"',
    'graphql-namespace="Town"',
    1,
    'differs from the folder Garage',
  ],
  [
    'V-07',
    'error',
    root,
    'type="Boolean"',
    'type="Bool"',
    4,
    '<field> has type="Bool", which is not known',
    'use one of String, Int, Float, Boolean, StringList',
  ],
  [
    'V-07',
    'error',
    opened,
    'value="title" operand="set"',
    'value="title" operand="patch"',
    3,
    'the operand patch of old models is not supported',
  ],
  [
    'V-07',
    'error',
    openCommand,
    'default="2.5"',
    'default="default value"',
    8,
    'the default "default value" is no Float',
  ],
  [
    'V-08',
    'warning',
    'commands/Garage/Visit/StartGarageVisitRequested.xml',
    ' authorization="authenticated"',
    '',
    1,
    'has no authorization; it counts as authenticated',
  ],
  ['V-08', 'error', openCommand, 'role="administrator"', 'role=""', 1, 'asks for a role but names none'],
  [
    'V-08',
    'error',
    view,
    'type="get" authorization="authenticated"',
    'type="get" authorization="user" username-field=""',
    21,
    'has no username-field, so nobody may call it',
  ],
  [
    'V-09',
    'error',
    'patterns/SpotKey.xml',
    '{{GarageCode}}',
    '{{GarageCod}}',
    1,
    'there is no pattern GarageCod',
    'did you mean GarageCode?',
  ],
  ['V-09', 'error', 'patterns/GarageCode.xml', '[A-Z]{3}', '[A-Z', 1, 'Invalid regular expression'],
  ['V-09', 'error', 'patterns/GarageCode.xml', '[A-Z]{3}', '{{SpotKey}}', 1, 'refers to itself'],
  [
    'V-09',
    'warning',
    openCommand,
    'name="covered" type="Boolean"',
    'name="covered" type="Boolean" pattern="x"',
    4,
    'only a String has a pattern',
  ],
  [
    'V-10',
    'error',
    closeCommand,
    'global.garageRole',
    'global.garageRule',
    1,
    'there is no expression garageRule',
    'did you mean garageRole?',
  ],
  ['V-10', 'error', closeCommand, "(code, 'manager')", '(code)', 1, 'garageRole takes 2 arguments, not 1'],
  [
    'V-10',
    'error',
    closeCommand,
    "(code, 'manager')",
    "(cod, 'manager')",
    1,
    'cod is not known here',
    'did you mean code?',
  ],
  ['V-10', 'error', closeCommand, 'garageRole(', 'garageOf(', 1, 'garageOf computes a key, not a role'],
  ['V-10', 'error', 'expressions/garageRole.xml', '[0]', '[x]', 1, 'an index is a whole number'],
  [
    'V-11',
    'error',
    openFlow,
    'lib/Pricing.py',
    'lib/Prices.py',
    11,
    'there is no module lib/Prices.py',
    'did you mean lib/Pricing.py?',
  ],
  [
    'V-11',
    'error',
    openFlow,
    'lib/Pricing.py',
    'lib/../../Pricing.py',
    11,
    'is not a module: expected lib/<Module>.py',
  ],
  [
    'V-12',
    'error',
    root,
    'business-key="code"',
    'business-key="cod"',
    1,
    'has no field cod for its business key',
    'did you mean code?',
  ],
  ['V-12', 'error', root, 'business-key="code"', 'business-key="visitCount"', 1, 'the business key visitCount is Int'],
  [
    'V-13',
    'warning',
    `${garage}/entities/spots.xml`,
    'business-key="number"',
    'business-key=""',
    1,
    'has no String field as its business key',
  ],
  ['V-14', 'error', opened, 'target="title"', 'target="titel"', 3, 'aggregate Garage has no field titel'],
  [
    'V-14',
    'error',
    opened,
    'value="covered" operand="set"',
    'value="covered" operand="add"',
    4,
    'add has no meaning for the Boolean covered',
  ],
  [
    'V-17',
    'error',
    closeFlow,
    'ref="GarageClosed"',
    'ref="GarageClosd"',
    6,
    'flow Close emits GarageClosd, but aggregate Garage has no such event',
    'did you mean GarageClosed?',
  ],
  [
    'V-17',
    'error',
    closeFlow,
    'ref="GarageClosed"',
    'ref="VisitStarted"',
    6,
    'aggregate Garage has no such event',
    'it belongs to Parking.Visit',
  ],
  [
    'V-20',
    'error',
    openFlow,
    'reactivate-command="false"',
    'reactivate-command="optional"',
    1,
    'cannot create and reactivate',
  ],
  [
    'V-22',
    'error',
    closeFlow,
    'trigger-event="CloseGarageRequested"',
    'trigger-event="CloseGarage"',
    10,
    'flow Close has no trigger CloseGarage',
  ],
  [
    'V-22',
    'error',
    closeFlow,
    '<input name="reason"',
    '<input name="raison"',
    12,
    'has no field raison',
    'did you mean reason?',
  ],
  [
    'V-22',
    'error',
    closeFlow,
    'domain-event="GarageClosed"',
    'domain-event="GarageOpened"',
    13,
    'flow Close never emits GarageOpened',
  ],
  [
    'V-23',
    'error',
    setup,
    'templates/garage-opened.md',
    '../garage-opened.md',
    13,
    'is not a template: expected a path below templates/',
  ],
  [
    'V-23',
    'error',
    setup,
    'templates/garage-opened.md',
    'templates/../x.md',
    13,
    'is not a template: expected a path below templates/',
  ],
  [
    'V-23',
    'error',
    setup,
    'templates/garage-opened.md',
    'templates/garage-open.md',
    13,
    'there is no template',
    'did you mean templates/garage-opened.md?',
  ],
  [
    'V-23',
    'error',
    setup,
    'source="GarageOpened"',
    'source="@rate(1 minutes)"',
    2,
    '@rate(1 minutes) is not a trigger',
  ],
  [
    'V-24',
    'error',
    view,
    '<field name="title" type="String">',
    '<field name="title" type="String" pk="true">',
    3,
    'a view has one primary key at most',
  ],
  [
    'V-24',
    'error',
    view,
    'ref="GarageVisit"',
    'ref="GarageVisits"',
    8,
    'there is no view GarageVisits',
    'did you mean GarageVisit?',
  ],
  ['V-24', 'error', view, 'field-name="title"', 'field-name="titel"', 27, 'the view has no plain field titel'],
  ['V-25', 'error', view, 'sub-domain="Parking"', 'sub-domain="Packing"', 9, 'there is no aggregate Packing.Garage'],
  ['V-25', 'error', view, 'value="updated_at"', 'value="changed_at"', 14, 'aggregate Garage has no field changed_at'],
  ['V-26', 'warning', view, '<mapping target="code" operand="set" value="code"></mapping>', '', 1, 'sets its key code'],
  [
    'V-27',
    'error',
    'projections/Garage/GarageOccupancy.xml',
    'return="OccupancyReport"',
    'return="Occupancy"',
    1,
    'there is no view Occupancy',
  ],
  [
    'V-28',
    'error',
    parkCar,
    'extends="OpenGarage"',
    'extends="OpenGarages"',
    1,
    'extends OpenGarages, which does not exist',
    'did you mean OpenGarage?',
  ],
  ['V-28', 'error', parkCar, 'Garage.Visit.start', 'Garage.Visit.begin', 7, 'there is no mutation Garage.Visit.begin'],
  [
    'V-28',
    'error',
    parkCar,
    '<input name="plate" type="String" value="#plate#"></input>',
    '',
    7,
    'needs the input plate',
  ],
  [
    'V-28',
    'error',
    parkCar,
    'value="#spot#"',
    'value="#spod#"',
    8,
    'the variable spod is used before it is set',
    'did you mean spot?',
  ],
  [
    'V-28',
    'error',
    parkCar,
    'resultset.0.plate',
    'resultset.0.plat',
    15,
    'view GarageVisit has no field plat',
    'did you mean plate?',
  ],
  [
    'V-28',
    'error',
    parkCar,
    'Parking.Visit.Start"',
    'Parking.Visit.Strat"',
    10,
    'nothing traces as Parking.Visit.Strat',
  ],
  ['V-28', 'error', parkCar, 'user-number="2"', 'user-number="101"', 2, 'user 101 is not from 1 to 100'],
  ['V-30', 'warning', root, '<field name="title"', '<field name="title" id="żółw"', 3, 'characters beyond Latin-1'],
  ['V-31', 'warning', 'config.xml', ' version="2.9.0"', '', 12, 'dependency python-dateutil has no version'],
  [
    'V-31',
    'error',
    'config.xml',
    'name="python-dateutil"',
    'name="python-dateutil; rm"',
    12,
    'is not the name of a Python package',
  ],
  [
    'V-32',
    'error',
    closeFlow,
    'source="CloseGarageRequested"',
    'source="CloseGarage"',
    2,
    'there is no event CloseGarage',
  ],
  [
    'V-32',
    'error',
    closeFlow,
    'value="reason"',
    'value="raison"',
    4,
    'command CloseGarageRequested has no field raison',
    'did you mean reason?',
  ],
  [
    'V-32',
    'error',
    openFlow,
    'idempotency-key="code title"',
    'idempotency-key="code colour"',
    2,
    'colour in the idempotency key is the value of no mapping',
  ],
  ['V-32', 'error', openFlow, '60 * 60', "__import__('os')", 2, 'the idempotency time'],
  ['V-33', 'error', view, ' pk="true"', '', 1, 'view Garage has queries, but no primary key'],
  [
    'V-34',
    'error',
    closeFlow,
    '<mapping target="code" value="#flow.code"></mapping>',
    '',
    6,
    'field code of event GarageClosed is not mapped',
  ],
  ['V-34', 'warning', closeFlow, 'value="#flow.reason"', 'value="flow.reason"', 8, 'flow.reason is taken as text'],
])('%s, %s: %s with %j as %j', async (...row) => {
  const [rule, severity, file, from, to, line, text, fix] = row
  const findings = await findingsOf({ [file]: [from, to] })

  const place = expect.objectContaining({ file, line })
  const expected = { severity, rule, text: expect.stringContaining(text), place, ...(fix === undefined ? {} : { fix }) }
  expect(findings).toContainEqual(expect.objectContaining(expected))
})

test('the finding points at the wrong word', async () => {
  const [finding] = await findingsOf({ [closeFlow]: ['ref="GarageClosed"', 'ref="GarageClosd"'] })

  expect(finding).toEqual({
    severity: 'error',
    rule: 'V-17',
    text: 'flow Close emits GarageClosd, but aggregate Garage has no such event',
    place: { file: closeFlow, line: 6, column: 37, length: 11 },
    fix: 'did you mean GarageClosed?',
  })
})

const rulesOf = async (changes: Readonly<Record<string, Change>>) =>
  (await findingsOf(changes)).map(({ rule, text, place }) => `${rule} ${place?.file}:${place?.line} ${text}`)

test('names and paths of the API occur once', async () => {
  const sameName = await rulesOf({ [closeCommand]: ['name="CloseGarageRequested"', 'name="OpenGarageRequested"'] })
  const samePath = await rulesOf({ [closeCommand]: ['graphql-name="close"', 'graphql-name="open"'] })
  const sameModule = await rulesOf({ 'notifiers/GARAGESetup.xml': '<notifier name="GARAGESetup"/>' })

  expect(sameName).toContain(`V-05 ${openCommand}:1 there are two events OpenGarageRequested`)
  expect(samePath).toContain(`V-05 ${openCommand}:1 there are two mutations Garage.open`)
  expect(sameModule).toContain(
    `V-05 ${setup}:1 the notifiers GARAGESetup and GarageSetup give the same name garage_setup`,
  )
})

test('a business key that nothing sets is a warning', async () => {
  const mapping = '<mapping target="code" value="code" operand="set"></mapping>'

  expect(await rulesOf({ [opened]: [mapping, ''] })).toEqual([
    `V-15 ${root}:1 no handler of aggregate Garage sets its business key code`,
  ])
})

test('two flows that react to one event are a warning', async () => {
  const copy = (await (await parkingFiles()).readBytes(`model/${closeFlow}`)).toString()

  expect(await rulesOf({ [`${garage}/behavior-flows/Shut.xml`]: copy.replace('name="Close"', 'name="Shut"') })).toEqual(
    [`V-21 ${garage}/behavior-flows/Shut.xml:2 flow Close of Garage reacts to CloseGarageRequested too`],
  )
})

test('scenarios that depend on each other are told once', async () => {
  expect(await rulesOf({ [parkCar]: ['extends="OpenGarage"', 'extends="CloseGarage"'] })).toEqual([
    'V-28 scenarios/CloseGarage.xml:1 scenario CloseGarage depends on itself (CloseGarage > ParkCar > CloseGarage)',
  ])
})

test('a file that cannot be read is told alone, for all else may follow from it', async () => {
  expect(await rulesOf({ [closeFlow]: ['</command>', ''] })).toEqual([`V-01 ${closeFlow}:1 <command> is never closed`])
})

test('equal siblings are a warning, because the modeler drops one', async () => {
  const activity = '<activity type="refresh-token" description="Pick up the new groups"></activity>'

  expect(await rulesOf({ 'scenarios/CloseGarage.xml': [activity, `${activity}\n  ${activity}`] })).toEqual([
    'V-29 scenarios/CloseGarage.xml:5 <activity> stands here twice with the same content; the modeler drops one',
  ])
})

test('files that are no part of a model are left alone', async () => {
  const changes = { 'domain/Parking/Garage/events/Old.xml.bin': '<', 'notes.xml': '<', 'lib/deep/x.py': '(' }

  expect(await rulesOf(changes)).toEqual([])
})

test('a handler without its event is left out with a warning', async () => {
  const orphan = { [`${garage}/event-handlers/GarageSold.xml`]: '<event-handler on="GarageSold"></event-handler>' }

  expect(await rulesOf(orphan)).toEqual([
    `V-16 ${garage}/event-handlers/GarageSold.xml:1 there is no event GarageSold in aggregate Garage; its handler is left out`,
  ])
})

test('a file of more than 16 MiB is refused before it is read', async () => {
  const large = Object.assign(new Uint8Array(0), {})
  Object.defineProperty(large, 'length', { value: 200 * 1024 * 1024 })

  expect(await rulesOf({ [closeFlow]: large })).toEqual([
    `V-01 ${closeFlow}:1 the file has 200 MiB; a file of a model has at most 16 MiB`,
  ])
})

test('a file that is not UTF-8 is refused', async () => {
  expect(await rulesOf({ [closeFlow]: Uint8Array.from([0x3c, 0xff, 0x3e]) })).toEqual([
    `V-01 ${closeFlow}:1 the file is not UTF-8`,
  ])
})

test('a folder without config.xml is no model', async () => {
  await expect(findingsOf({ 'config.xml': null })).rejects.toMatchObject({
    reason: 'file-missing',
    message: 'model is not a model: it has no config.xml',
  })
})

test('the compiled form gives the same model as the folder', async () => {
  const files = await parkingFiles()
  const compiled = await parkingFiles({ 'model.xml': await compiledParking(files) })
  const fromFolder = await readModel(files, 'model')
  const fromFile = await readModel(compiled, 'model/model.xml')

  expect(fromFile.findings).toEqual([])
  expect(comparable(fromFile.model)).toEqual(comparable(fromFolder.model))
})

/** Without what the compiled form does not have: places, roles, the lock, and the folders of views that have no query. */
function comparable(model: unknown): unknown {
  const left = new Set(['compiled', 'folderPlaces', 'place', 'raw', 'roles', 'lock'])
  return JSON.parse(
    JSON.stringify(model, (key, value) =>
      left.has(key) ? undefined : value?.queries?.length === 0 ? { ...value, namespace: undefined } : value,
    ),
  )
}
