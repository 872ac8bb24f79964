import { expect, test } from '@jest/globals'
import { checkPython } from '../../src/generator/model/python/check-python.ts'
import { readModel } from '../../src/generator/model/read-model.ts'
import { type Change, parkingFiles } from '../support/parking-model.ts'
import { testContext } from '../support/test-context.ts'

const garage = 'domain/Parking/Garage'
const open = `${garage}/behavior-flows/Open.xml`
const occupied = `${garage}/event-handlers/SpotOccupied.xml`
const notifier = 'notifiers/GarageSetup.xml'

/** Each finding with its line, and with the text that stands where it points. */
async function findingsOf(changes: Readonly<Record<string, Change>>) {
  const files = await parkingFiles(changes)
  const { model, findings } = await readModel(files, 'model')
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
  const { shown } = await checkPython(model!, testContext())
  return Promise.all(
    shown.map(async ({ severity, rule, text, place }) => {
      const lines = Buffer.from(await files.readBytes(`model/${place?.file}`))
        .toString()
        .split('\n')
      const there = lines[place!.line! - 1]!.slice(place!.column! - 1).slice(0, place!.length)
      return `${severity} ${rule} ${place?.file}:${place?.line} ${there}: ${text}`
    }),
  )
}

test('the example knows every name', async () => {
  expect(await findingsOf({})).toEqual([])
}, 60_000)

test.each<[where: string, file: string, change: Change, finding: string]>([
  [
    'a condition of a flow',
    open,
    ['condition="len(flow.spots)', 'condition="self.code and len(flow.spots)'],
    `error V-11 ${open}:9 self: the name self is not known here`,
  ],
  [
    'a message',
    open,
    ['{flow.code} needs', '{flow.cod} needs'],
    `warning V-19 ${open}:9 flow.cod: nothing sets flow.cod`,
  ],
  [
    'a message with other names',
    open,
    ['{flow.code} needs', '{ self.code } needs'],
    `warning V-19 ${open}:9 self: self is not known here, so the braces stay as they are`,
  ],
  [
    'an expression',
    open,
    ['#flow.title.title()', '#title.title()'],
    `error V-11 ${open}:10 #title.title(): the name title is not known here`,
  ],
  [
    'a key',
    open,
    ['key-field="code"', 'key-field="#flow.code"'],
    `error V-11 ${open}:2 #flow.code: the name flow is not known here`,
  ],
  [
    'an event handler',
    occupied,
    ['event.number, self', 'evnt.number, self'],
    `error V-11 ${occupied}:1 evnt: the name evnt is not known here`,
  ],
  [
    'a field of the event',
    occupied,
    ['event.plate', 'event.plat'],
    `warning V-18 ${occupied}:1 event.plat: event SpotOccupied has no field plat`,
  ],
  [
    'a field of the document',
    occupied,
    ['self.visitCount', 'self.visitCont'],
    `warning V-18 ${occupied}:1 self.visitCont: aggregate Garage has no field visitCont`,
  ],
  [
    'the document of a flow',
    open,
    ['#flow.title.title()', '#flow.entity.titel'],
    `warning V-18 ${open}:10 #flow.entity.titel: aggregate Garage has no field titel`,
  ],
  [
    'the item outside of a loop',
    notifier,
    ['condition="flow.mail"', 'condition="item"'],
    `error V-11 ${notifier}:13 item: the name item is not known here`,
  ],
  [
    'a template',
    'templates/garage-opened.md',
    ['{{flow.code}}', '{{flow.cod}}'],
    'warning V-19 templates/garage-opened.md:1 flow.cod: nothing sets flow.cod',
  ],
  [
    'the name of a template',
    'templates/garage-opened.md',
    ['{{flow.code}}', '{{code}}'],
    'error V-23 templates/garage-opened.md:1 Garage {{code}} is open. It has {{ flow.spots | length }} spots.: the name code is not known here',
  ],
  [
    'a condition of a view',
    'views/Garage/Garage.xml',
    ['#snapshot.isDeleted', '#snapshot.deleted'],
    'warning V-18 views/Garage/Garage.xml:19 #snapshot.deleted != &apos;&apos;: aggregate Garage has no field deleted',
  ],
  [
    'a module',
    'lib/Pricing.py',
    ['MINIMUM_RATE = 1.0', 'MINIMUM = 1.0'],
    'error V-11 lib/Pricing.py:6 MINIMUM_RATE: the name MINIMUM_RATE is not known here',
  ],
])(
  'a name that nothing gives is found at its line: %s',
  async (_where, file, change, finding) => {
    expect(await findingsOf({ [file]: change })).toContainEqual(finding)
  },
  60_000,
)

test('what code binds itself is known, and braces that hold no Python are text', async () => {
  const code = `import json as codec|LB|from math import floor|LB|def twice(number, *rest, factor=2, **named):|LB|    return number * factor|LB|try:|LB|    flow.code = codec.dumps([floor(each) for each in (1, 2)])|LB|except ValueError as error:|LB|    print(error, __name__)|LB|with open(twice(1)) as file:|LB|    (count := 1)|LB|    total = lambda given: given + count|LB|match flow.code:|LB|    case [first, *others]:|LB|        print(first, others, total, file)|LB|    case {'a': 1, **left}:|LB|        print(left)`
  const changes: Record<string, Change> = {
    [open]: [
      '<processor type="set-variable"',
      `<processor type="code" code="${code}"></processor><processor type="set-variable"`,
    ],
    [`${garage}/behavior-flows/Close.xml`]: [
      '<processor',
      '<processor type="validator" condition="flow.code" exception="{no python} {} {1}"></processor>\n  <processor',
    ],
  }
  expect(await findingsOf(changes)).toEqual([])
}, 60_000)
