import { appendFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import type { Finding } from '../../src/core/run/report.ts'
import { type CommandLine, commandLine, type Ended } from '../support/command-line.ts'
import { type CopiedModel, copyParking } from '../support/copied-parking.ts'
import { folderState } from '../support/folder-state.ts'

/*
 * Each test breaks the example by one edit and generates it over a good application: one clear error, and the application stays.
 */
let line: CommandLine
let good: Readonly<Record<string, string>>
let model: CopiedModel
let number = 0

beforeAll(async () => {
  line = commandLine()
  model = copyParking(join(line.folder, 'good'))
  expect((await generate(model)).code).toBe(0)
  good = folderState(join(line.folder, 'out'))
}, 60_000)
afterAll(() => line.close(), 60_000)
beforeEach(() => {
  number++
  model = copyParking(join(line.folder, `model-${number}`))
})

const generate = ({ folder }: CopiedModel, more: { fileBlocks?: number } = {}) =>
  line.start(['generate', folder, '--out', 'out', '--no-tests', '--json'], more).ended

/** The one error that a run ended with; findings that only warn do not count. */
function oneError({ stdout }: Ended): Finding | undefined {
  const { findings = [] } = JSON.parse(stdout) as { findings?: readonly Finding[] }
  const errors = findings.filter(({ severity }) => severity === 'error')
  expect(errors.length).toBeLessThanOrEqual(1)
  expect(findings.filter(({ rule }) => rule === 'V-02')).toEqual([])
  return errors[0]
}

const closing = 'domain/Parking/Garage/behavior-flows/Close.xml'
const command = 'commands/Garage/CloseGarageRequested.xml'
const field = (name: string) => `<field name="${name}" type="String" default=""></field>\n</event>`
const bomb =
  '<!DOCTYPE a [<!ENTITY b "b"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>\n<pattern name="GarageCode" regex="&c;"/>'

const broken: readonly (readonly [what: string, edit: () => void, rule: string, place: string, text: string])[] = [
  [
    'an XML file that breaks off',
    () => write(command, '<event\n'),
    'V-01',
    `${command}:1:7`,
    'the tag <event is never',
  ],
  [
    'an element without its end',
    () => model.edit(command, '</event>', ''),
    'V-01',
    `${command}:1:1`,
    '<event> is never',
  ],
  [
    'a flow that emits an event that is not there',
    () => model.edit(closing, 'ref="GarageClosed"', 'ref="GarageClosd"'),
    'V-17',
    `${closing}:6:37`,
    'emits GarageClosd',
  ],
  [
    'a Python file that does not compile',
    () => appendFileSync(join(model.folder, 'lib/Pricing.py'), 'def broken(:\n'),
    'V-11',
    'lib/Pricing.py:7:12',
    'the code is no Python',
  ],
  [
    'Python in an attribute that does not compile',
    () => model.edit('projections/Garage/GarageOccupancy.xml', 'if garage is None:', 'if garage is None'),
    'V-11',
    'projections/Garage/GarageOccupancy.xml:1:369',
    'the code is no Python',
  ],
  [
    'a name with a quote',
    () => model.edit(command, '</event>', field('no&quot;te')),
    'V-04',
    `${command}:4:14`,
    'no\\"te',
  ],
  [
    'a name with a line end',
    () => model.edit(command, '</event>', field('no\nte')),
    'V-04',
    `${command}:4:14`,
    'is not a valid name',
  ],
  [
    'a template outside of the model',
    () => model.edit('notifiers/GarageSetup.xml', 'templates/garage-opened.md', 'templates/../../secret.md'),
    'V-23',
    'notifiers/GarageSetup.xml:13:63',
    'expected a path below templates/',
  ],
  [
    'entities that multiply',
    () => write('patterns/GarageCode.xml', bomb),
    'V-01',
    'patterns/GarageCode.xml:1:1',
    'a document type is not allowed',
  ],
  ['an XML file of 200 MB', () => grow(command), 'V-01', `${command}:1`, 'has 200 MiB; a file of a model has at most'],
  ['a Python file of 200 MB', () => grow('lib/Pricing.py'), 'V-01', 'lib/Pricing.py:1', 'has 200 MiB'],
]

function write(path: string, text: string): void {
  writeFileSync(join(model.folder, path), text)
}

function grow(path: string): void {
  truncateSync(join(model.folder, path), 200 * 1024 * 1024)
}

test.each(broken)('%s is one error at its place, and the former application stays', async (_, edit, rule, at, text) => {
  edit()
  const ended = await generate(model)
  expect(ended.code).toBe(1)
  expect(JSON.parse(ended.stdout)).toMatchObject({ outcome: 'failed', error: { reason: 'model-invalid' } })
  const error = oneError(ended)
  expect(error).toMatchObject({ rule, text: expect.stringContaining(text) })
  expect(ended.stderr).toContain(`${model.folder}/${at}\n`)
  expect(folderState(join(line.folder, 'out'))).toEqual(good)
})

test('a link that leaves the model is wrong input that names both ends', async () => {
  symlinkSync('/etc/hostname', join(model.folder, 'lib', 'secret.py'))
  const ended = await generate(model)
  expect(ended.code).toBe(2)
  expect(JSON.parse(ended.stdout)).toMatchObject({
    outcome: 'invalid-input',
    error: {
      reason: 'path-escapes',
      message: expect.stringMatching(/lib\/secret\.py leads out of .*, to \/etc\/hostname$/),
    },
  })
  expect(folderState(join(line.folder, 'out'))).toEqual(good)
})

test('the name of a file cannot write on the terminal', async () => {
  const name = 'Garage\u001b[2J\nClosed.xml'
  write(`domain/Parking/Garage/events/${name}`, '<event')
  const ended = await generate(model)
  expect(ended.code).toBe(1)
  expect(oneError(ended)?.place?.file).toContain(name)
  expect(ended.stderr).toContain('Garage\\x1b[2J\\nClosed.xml:1:7')
  expect(ended.stderr).not.toContain('\u001b')
})

test('a full disk names the file, and the former application stays without anything beside it', async () => {
  model.edit('lib/Pricing.py', 'MINIMUM_RATE = 1.0', 'MINIMUM_RATE = 2.0')
  const ended = await generate(model, { fileBlocks: 40 })
  expect(ended.code).toBe(1)
  expect(JSON.parse(ended.stdout)).toMatchObject({
    outcome: 'failed',
    error: { reason: 'disk-full', message: expect.stringMatching(/\S+ cannot be written: the disk is full$/) },
  })
  expect(folderState(join(line.folder, 'out'))).toEqual(good)
})
