import { expect, test } from '@jest/globals'
import { inCommandWords } from '../../src/core/run/command-words.ts'
import { readModel } from '../../src/generator/model/read-model.ts'
import { compiledParking } from '../support/compiled-parking.ts'
import { saying } from '../support/in-command-words.ts'
import { type Change, parkingFiles } from '../support/parking-model.ts'

const dependency = '<dependency name="python-dateutil" version="2.9.0">'
const makeIt = 'make the lock: liftlock generate <model> --lock'

async function findingsOf(changes: Readonly<Record<string, Change>>) {
  const { findings } = await readModel(await parkingFiles(changes), 'model')
  return findings.map(({ severity, rule, text, place, fix }) => ({
    said: `${severity} ${rule} ${text}`,
    at: `${place?.file}:${place?.line}`,
    fix: fix === undefined ? undefined : inCommandWords(fix),
  }))
}

test.each<[what: string, changes: Readonly<Record<string, Change>>, said: string]>([
  [
    'without a lock',
    { 'requirements.lock': null },
    'error V-31 python-dateutil==2.9.0 is not locked: there is no requirements.lock',
  ],
  [
    'that the lock lacks',
    { 'config.xml': [dependency, '<dependency name="Flask[async]" version="3.1.0">'] },
    'error V-31 requirements.lock does not have Flask[async]==3.1.0',
  ],
  [
    'with another version in the lock',
    { 'config.xml': [dependency, '<dependency name="python-dateutil" version="2.8.2">'] },
    'error V-31 requirements.lock has python-dateutil 2.9.0, and not the version 2.8.2',
  ],
  [
    'with a longer version in the lock',
    { 'config.xml': [dependency, '<dependency name="python-dateutil" version="2.9.0.1">'] },
    'error V-31 requirements.lock has python-dateutil 2.9.0, and not the version 2.9.0.1',
  ],
])('a dependency %s is an error that names the command', async (_what, changes, said) => {
  expect(await findingsOf(changes)).toEqual([{ said, at: 'config.xml:12', fix: makeIt }])
})

test.each([
  ['another spelling of the name', '<dependency name="Python_DateUtil" version="2.9.0">'],
  ['an extra', '<dependency name="python-dateutil[tz]" version="2.9.0">'],
  ['a version without zeros at the end', '<dependency name="python-dateutil" version="2.9">'],
])('%s is the locked package', async (_what, written) => {
  expect(await findingsOf({ 'config.xml': [dependency, written] })).toEqual([])
})

test('a dependency without a version takes the one in the lock', async () => {
  const [warning, ...others] = await findingsOf({ 'config.xml': [dependency, '<dependency name="python-dateutil">'] })
  expect(others).toEqual([])
  expect(warning?.said).toBe('warning V-31 dependency python-dateutil has no version')
})

test('a model in one file without a lock beside it says what is left out', async () => {
  const text = await compiledParking(await parkingFiles())
  const files = await parkingFiles({ 'model.xml': text, 'requirements.lock': null })
  const { findings, model } = await readModel(files, 'model/model.xml')

  expect(model).toBeDefined()
  expect(findings).toMatchObject([
    {
      severity: 'warning',
      rule: 'V-31',
      text: 'python-dateutil==2.9.0 is left out: there is no requirements.lock beside the file',
      fix: saying(makeIt),
    },
  ])
})
