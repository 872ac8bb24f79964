import { expect, test } from '@jest/globals'
import { readModel } from '../../src/generator/model/read-model.ts'
import { parkingFiles } from '../support/parking-model.ts'

const view = '<view name="Town"><field name="code" type="String"></field></view>'

async function findingsOf(...paths: readonly string[]) {
  const changes = Object.fromEntries(paths.map((path) => [path, path.endsWith('.py') ? 'X = 1\n' : view]))
  const { findings } = await readModel(await parkingFiles(changes), 'model')
  return findings.map(({ severity, rule, text, place, fix }) => `${severity} ${rule} ${place?.file} ${text}: ${fix}`)
}

test.each([
  [
    'scenario/Late.xml',
    'the folder scenario/ is not read, and so scenario/Late.xml is left out: did you mean scenarios/?',
  ],
  [
    'Commands/Town/X.xml',
    'the folder Commands/ is not read, and so Commands/Town/X.xml is left out: did you mean commands/?',
  ],
  [
    'notifier/Late.xml',
    'the folder notifier/ is not read, and so notifier/Late.xml is left out: did you mean notifiers/?',
  ],
  [
    'domain/Parking/Garage/event-handler/X.xml',
    'the folder domain/Parking/Garage/event-handler/ is not read, and so domain/Parking/Garage/event-handler/X.xml is left out: did you mean domain/Parking/Garage/event-handlers/?',
  ],
  [
    'template/late.md',
    'the folder template/ is not read, and so template/late.md is left out: did you mean templates/?',
  ],
  ['Lib/Late.py', 'the folder Lib/ is not read, and so Lib/Late.py is left out: did you mean lib/?'],
  ['views/Garage/Town.XML', 'the file views/Garage/Town.XML is not read: did you mean views/Garage/Town.xml?'],
  ['lib/Late.PY', 'the file lib/Late.PY is not read: did you mean lib/Late.py?'],
  [
    'domain/Parking/Town/Root.xml',
    'the file domain/Parking/Town/Root.xml is not read: did you mean domain/Parking/Town/root.xml?',
  ],
  ['notifiers/deep/Late.xml', 'the file notifiers/deep/Late.xml is not read: expected notifiers/<Name>.xml'],
])('%s is not read, and a warning says so', async (path, text) => {
  expect(await findingsOf(path)).toEqual([`warning V-02 ${path} ${text}`])
})

test('a folder that is not read is named once', async () => {
  expect(await findingsOf('scenario/One.xml', 'scenario/Two.xml')).toHaveLength(1)
})

test.each([
  'views/Garage/._Garage.xml',
  'notifiers/.Late.xml',
  '.idea/scenarios/Late.xml',
  'lib/.late.py',
  'lib/deep/Late.py',
  'templates/._late.md',
  'templates/.DS_Store',
  'old/commands/Late.xml',
  'pom.xml',
  'scenarios/Late.md',
  'domain/Parking/Garage/events/Late.xml.bin',
  'domain/Parking/Garage/behavior-flows/Open-HappyFlow.log',
])('%s is none of the model, and nothing is said of it', async (path) => {
  expect(await findingsOf(path)).toEqual([])
})

test('a project file with other capitals is named', async () => {
  const files = await parkingFiles({ 'config.xml': null, 'Config.xml': '<draftsman project-name="ParkingDesk"/>' })
  await expect(readModel(files, 'model')).rejects.toMatchObject({
    reason: 'file-missing',
    hint: 'rename Config.xml to config.xml',
  })
})
