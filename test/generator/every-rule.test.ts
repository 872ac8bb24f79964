import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { checkPython } from '../../src/generator/model/python/check-python.ts'
import { readModel } from '../../src/generator/model/read-model.ts'
import { packageRoot } from '../../src/system/package-root.ts'
import { type Change, parkingFiles } from '../support/parking-model.ts'
import { testContext } from '../support/test-context.ts'

const garage = 'domain/Parking/Garage'
const root = `${garage}/root.xml`
const open = `${garage}/behavior-flows/Open.xml`
const close = `${garage}/behavior-flows/Close.xml`
const opened = `${garage}/event-handlers/GarageOpened.xml`
const view = 'views/Garage/Garage.xml'
const notifier = 'notifiers/GarageSetup.xml'
const wait = '<activity type="wait" milliseconds="1"></activity>'
const again = `<command name="CloseAgain"><trigger source="CloseGarageRequested" key-field="code"><mapping target="code" value="code"></mapping></trigger>
<processor type="emit-event" ref="GarageClosed"><mapping target="code" value="#flow.code"></mapping><mapping target="reason" value="#'x'"></mapping></processor>
<test-case name="HappyFlow" trigger-event="CloseGarageRequested"><input name="code" type="String" value="PAR"></input><expected domain-event="GarageClosed"></expected></test-case></command>`
const same =
  '<event graphql-namespace="Garage" graphql-name="open" name="OtherRequested" type="ActorEvent" authorization="anonymous"></event>'

/** One change of the example for each rule, which breaks this rule and no other. */
const faults: readonly (readonly [rule: string, file: string, change: Change])[] = [
  ['V-01', root, ['</aggregate>', '</aggregat>']],
  ['V-02', root, ['name="Garage"', 'name="Garage" colour="red"']],
  ['V-03', close, ['ref="GarageClosed"', 'ref="-"']],
  ['V-04', root, ['name="labels"', 'name="class"']],
  ['V-05', 'commands/Garage/OtherRequested.xml', same],
  ['V-06', 'scenarios/CloseGarage.xml', ['name="CloseGarage"', 'name="CloseGarages"']],
  ['V-07', root, ['type="Boolean"', 'type="Bool"']],
  ['V-08', 'commands/Garage/OpenGarageRequested.xml', ['role="administrator"', 'role=""']],
  ['V-09', 'patterns/GarageCode.xml', ['[A-Z]{3}', '[A-Z']],
  ['V-10', `${garage}/behavior-flows/OccupySpot.xml`, ['garageOf(spot)', 'garageOf(spot, spot)']],
  ['V-11', open, ['condition="len(', 'condition="size(']],
  ['V-12', root, ['business-key="code"', 'business-key="cod"']],
  ['V-13', `${garage}/entities/spots.xml`, ['business-key="number"', 'business-key="size"']],
  ['V-14', opened, ['target="title"', 'target="titel"']],
  ['V-15', opened, ['<mapping target="code" value="code" operand="set"></mapping>', '']],
  ['V-16', `${garage}/event-handlers/GarageClosed.xml`, null],
  ['V-17', close, ['ref="GarageClosed"', 'ref="GarageClosd"']],
  ['V-18', `${garage}/event-handlers/SpotOccupied.xml`, ['event.plate', 'event.plat']],
  ['V-19', open, ['{flow.code} needs', '{flow.cod} needs']],
  ['V-20', open, ['reactivate-command="false"', 'reactivate-command="optional"']],
  ['V-21', `${garage}/behavior-flows/CloseAgain.xml`, again],
  ['V-22', close, ['trigger-event="CloseGarageRequested"', 'trigger-event="CloseGarage"']],
  ['V-23', notifier, ['templates/garage-opened.md', 'templates/garage-open.md']],
  ['V-24', view, ['filter-clause field-name="covered"', 'filter-clause field-name="coverd"']],
  ['V-25', view, ['operand="set" value="title"', 'operand="set" value="titel"']],
  ['V-26', view, ['<mapping target="code" operand="set" value="code"></mapping>', '']],
  ['V-27', 'projections/Garage/GarageOccupancy.xml', ['return="OccupancyReport"', 'return="Occupancy"']],
  ['V-28', 'scenarios/OpenGarage.xml', ['path="Garage.open"', 'path="Garage.opn"']],
  ['V-29', 'scenarios/OpenGarage.xml', ['</scenario>', `${wait}${wait}</scenario>`]],
  ['V-30', 'scenarios/OpenGarage.xml', ['Open the garage', 'Открыть']],
  ['V-31', 'config.xml', [' version="2.9.0"', '']],
  ['V-32', close, ['source="CloseGarageRequested"', 'source="CloseGarage"']],
  ['V-33', 'views/Garage/Town.xml', '<view name="Town"></view>'],
  ['V-34', close, ['value="#flow.reason"', 'value="reason"']],
  ['V-35', notifier, ['sender="desk@parking.example"', 'sender="desk"']],
]

test.each(faults)(
  '%s is broken by itself',
  async (rule, file, change) => {
    const { model, findings } = await readModel(await parkingFiles({ [file]: change }), 'model')
    const python = model === undefined ? [] : (await checkPython(model, testContext())).shown

    expect([...findings, ...python].map((finding) => finding.rule)).toEqual([rule])
  },
  60_000,
)

test('every rule has a fault that breaks it', () => {
  const rules = readFileSync(join(packageRoot(), 'docs', 'rules.md'), 'utf8').matchAll(/^## (V-\d\d)$/gm)
  expect(faults.map(([rule]) => rule)).toEqual([...rules].map(([, rule]) => rule))
})
