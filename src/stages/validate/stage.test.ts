import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, jest, test } from '@jest/globals'
import { saying } from '../../../test/support/in-command-words.ts'
import { type Change, parkingFiles } from '../../../test/support/parking-model.ts'
import { testContext } from '../../../test/support/test-context.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { descriptionOf } from '../../generator/infrastructure/description.ts'
import { validate } from './stage.ts'

const occupy = 'domain/Parking/Garage/behavior-flows/OccupySpot.xml'
const handler = 'domain/Parking/Garage/event-handlers/SpotOccupied.xml'
const view = 'views/Garage/Garage.xml'
const visits = 'views/Garage/Visit/GarageVisit.xml'
const projection = 'projections/Garage/GarageOccupancy.xml'

async function contextOf(changes: Readonly<Record<string, Change>>) {
  return testContext({ files: await parkingFiles(changes), python: async () => 'python3' })
}

async function findingsOf(changes: Readonly<Record<string, Change>>) {
  const context = await contextOf(changes)
  const error = await validate.run({ model: 'model' }, context).catch((thrown: unknown) => thrown)
  return { error, findings: context.findings, context }
}

test('the example is valid', async () => {
  const context = await contextOf({})

  expect(await validate.run({ model: 'model' }, context)).toEqual({
    outcome: 'succeeded',
    application: 'parking-desk',
    files: 38,
    errors: 0,
    warnings: 0,
  })
  expect(context.reports).toEqual([
    {
      kind: 'note',
      text: '3 commands · 2 aggregates · 4 events · 4 views · 3 scenarios; nothing to mend in 38 files',
    },
  ])
})

test('an error ends the stage, after all findings were reported with a path to open', async () => {
  const { error, findings } = await findingsOf({
    'domain/Parking/Garage/behavior-flows/Close.xml': ['ref="GarageClosed"', 'ref="GarageClosd"'],
    'commands/Garage/Visit/StartGarageVisitRequested.xml': [' authorization="authenticated"', ''],
  })

  expect(error).toBeInstanceOf(StageError)
  expect(error).toMatchObject({
    reason: 'model-invalid',
    message: '1 error, 1 warning in 38 files',
    hint: saying('liftlock explain V-17 explains the first rule'),
  })
  expect(findings.map(({ rule, place }) => `${rule} ${place?.file}:${place?.line}`)).toEqual([
    'V-08 model/commands/Garage/Visit/StartGarageVisitRequested.xml:1',
    'V-17 model/domain/Parking/Garage/behavior-flows/Close.xml:6',
  ])
})

test('the summary of an invalid model has its findings, errors first', async () => {
  const { context } = await findingsOf({
    'domain/Parking/Garage/behavior-flows/Close.xml': ['ref="GarageClosed"', 'ref="GarageClosd"'],
    'commands/Garage/Visit/StartGarageVisitRequested.xml': [' authorization="authenticated"', ''],
  })

  expect(context.reports.filter(({ kind }) => kind === 'summary')).toEqual([
    {
      kind: 'summary',
      markdown: [
        '| rule | in the model | what | next |',
        '|---|---|---|---|',
        '| error V-17 | `model/domain/Parking/Garage/behavior-flows/Close.xml:6` | flow Close emits GarageClosd, but aggregate Garage has no such event | did you mean GarageClosed? |',
        '| warning V-08 | `model/commands/Garage/Visit/StartGarageVisitRequested.xml:1` | command StartGarageVisitRequested has no authorization; it counts as authenticated |  |',
      ].join('\n'),
    },
  ])
})

test('a model without scenarios is told so', async () => {
  const scenarios = Object.fromEntries(
    ['CloseGarage', 'OpenGarage', 'ParkCar'].map((name) => [`scenarios/${name}.xml`, null]),
  )
  const { context, error } = await findingsOf(scenarios)

  expect(error).toMatchObject({ outcome: 'succeeded' })
  expect(context.reports).toContainEqual({
    kind: 'warning',
    text: 'the model has no scenario, so the quality gate has nothing to run',
  })
})

type Case = readonly [rule: string, file: string, from: string, to: string, line: number, column: number, text: string]

test.each<Case>([
  ['V-11', occupy, 'not spot.get(', 'not spot.get)', 7, 97, 'the code is no Python'],
  ['V-11', occupy, 'condition="flow.free"', 'condition="flow.free and"', 8, 42, 'the expression is no Python'],
  ['V-11', occupy, 'value="#flow.plate"', 'value="#flow.plate + * 2"', 11, 36, 'the expression is no Python'],
  ['V-11', handler, 'self.visitCount +=', 'yield self.visitCount +', 1, 222, 'yield and await have no meaning here'],
  [
    'V-11',
    visits,
    'if snapshot.isDeleted != &quot;&quot;:',
    'if snapshot.isDeleted != &quot;&quot;',
    10,
    38,
    'the code is no Python',
  ],
  ['V-11', 'lib/Pricing.py', 'in flow.spots:', 'in flow.spots', 5, 27, 'the code is no Python'],
  [
    'V-11',
    'domain/Parking/Garage/behavior-flows/Open.xml',
    'apply_minimum_rate',
    'apply_minimal_rate',
    11,
    57,
    'has no function apply_minimal_rate',
  ],
  ['V-11', 'lib/Pricing.py', '(flow)', '(flow, rate)', 0, 0, 'does not take (flow)'],
  ['V-18', occupy, 'domain_event.data.spot', 'domain_event.data.spod', 3, 37, 'event VisitStarted has no field spod'],
  ['V-19', occupy, 'condition="flow.free"', 'condition="flow.fre"', 8, 42, 'nothing sets flow.fre'],
  ['V-25', view, '&quot;plate&quot;: value', '&quot;plat&quot;: value', 17, 1, 'view GarageSpot has no field plat'],
  ['V-25', view, 'value[&quot;plate&quot;]', 'value[&quot;plat&quot;]', 17, 20, 'the items have no field plat'],
  [
    'V-27',
    projection,
    'def transform(arguments, username)',
    'def transform(arguments)',
    1,
    175,
    'transform has to take two parameters',
  ],
])('%s: %s with %j as %j', async (...row) => {
  const [rule, file, from, to, line, column, text] = row
  const { findings } = await findingsOf({ [file]: [from, to] })

  const found = findings.map((finding) => ({ rule: finding.rule, text: finding.text, place: finding.place }))
  const place = line === 0 ? expect.anything() : expect.objectContaining({ file: `model/${file}`, line, column })
  expect(found).toContainEqual({ rule, text: expect.stringContaining(text), place })
})

test('a template that is no Jinja is told with its line', async () => {
  const files = await parkingFiles({ 'templates/garage-opened.md': 'Garage\n{% if flow.code %}' })
  const context = testContext({ files })

  await expect(validate.run({ model: 'model' }, context)).rejects.toMatchObject({ reason: 'model-invalid' })
  expect(context.findings).toMatchObject([
    { rule: 'V-23', place: { file: 'model/templates/garage-opened.md', line: 2 } },
  ])
})

const withCondition = { 'templates/garage-opened.md': '{% if flow.code %}Garage{% endif %}' }

test('only templates with more than variables need packages: without them a bare Python is enough', async () => {
  const python = jest.fn(testContext().python)

  await validate.run({ model: 'model' }, testContext({ files: await parkingFiles(), python }))
  expect(python).not.toHaveBeenCalled()
  await validate.run({ model: 'model' }, testContext({ files: await parkingFiles(withCondition), python }))
  expect(python).toHaveBeenCalledTimes(1)
})

test.each([
  ['with a condition in a template', withCondition],
  ['without one', {}],
])('a model %s is not called valid where there is no Python', async (_, changes) => {
  const missing = async () => {
    throw new StageError('python-missing', 'no Python 3.11 or newer was found')
  }
  const context = testContext({ files: await parkingFiles(changes), python: missing, interpreter: missing })

  await expect(validate.run({ model: 'model' }, context)).rejects.toMatchObject({ reason: 'python-missing' })
})

test('a link that leaves the folder is refused', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'liftlock-validate-'))
  try {
    await writeFile(join(folder, 'config.xml'), '<draftsman project-name="Linked"/>')
    await symlink('/etc/hostname', join(folder, 'meta.json'))

    await expect(validate.run({ model: folder }, testContext())).rejects.toMatchObject({ reason: 'path-escapes' })
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('a notifier may not write to a bucket of the liftlock.yml beside the model', async () => {
  const setup = 'notifiers/GarageSetup.xml'
  const activity = '<activity type="write-file" file-name="f" content="c" bucket="acme-releases"></activity>'
  const changes: Record<string, Change> = {
    [setup]: ['<activity type="send-email"', `${activity}<activity type="send-email"`],
    'liftlock.yml': 'application: desk\nenvironments: { staging: { bucket: acme-releases } }\n',
  }
  const { error, findings } = await findingsOf(changes)

  expect(error).toMatchObject({ reason: 'model-invalid', hint: saying('V-35') })
  expect(findings).toEqual([
    expect.objectContaining({ rule: 'V-35', text: expect.stringContaining('"acme-releases" is an artifact bucket') }),
  ])
})

const computed = (call: string): Change => ['role="administrator"', `role="${call}"`]
const expression = (body: string): string =>
  `<expression name="partOf" type="ActorEventRole" input="code;by" expression="${body}"></expression>`
const opening = 'commands/Garage/OpenGarageRequested.xml'

test.each<[what: string, changes: Readonly<Record<string, Change>>, rule: string, text: string]>([
  [
    'a role that splits at what only a request knows',
    {
      'expressions/partOf.xml': expression('${code.split(by)[0]}'),
      [opening]: computed('#global.partOf(code, title)'),
    },
    'V-10',
    'partOf splits at by, which has to be a text that is known before a request',
  ],
  [
    'a role that splits at a computed text',
    {
      'expressions/partOf.xml': expression("${code.split(by + '-')[0]}"),
      [opening]: computed("#global.partOf(code, 'x')"),
    },
    'V-10',
    'partOf splits at a computed text',
  ],
  [
    'a role that splits at an empty text',
    { 'expressions/partOf.xml': expression("${code.split('')[0]}"), [opening]: computed("#global.partOf(code, 'x')") },
    'V-10',
    'partOf splits at an empty text',
  ],
  [
    'a role of an input that the server fills in',
    { 'expressions/partOf.xml': expression('${code}-${by}'), [opening]: computed('#global.partOf(code, openedBy)') },
    'V-10',
    'openedBy is not known here',
  ],
  [
    'a user in an input that the server fills in',
    { [opening]: ['authorization="role" role="administrator"', 'authorization="user" username-field="openedBy"'] },
    'V-08',
    'has no openedBy to compare with the user',
  ],
  [
    'an event of the name that the platform publishes',
    {
      'commands/Garage/FileUploaded.xml':
        '<event graphql-namespace="Garage" graphql-name="fileUploaded" name="FileUploaded" type="ActorEvent" authorization="anonymous"></event>',
    },
    'V-05',
    'there are two events FileUploaded',
  ],
])('%s is refused at its place', async (_what, changes, rule, text) => {
  const { findings } = await findingsOf(changes)

  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([
    expect.objectContaining({
      rule,
      text: expect.stringContaining(text),
      place: expect.objectContaining({ file: expect.stringMatching(/^model\/commands\//), line: 1 }),
    }),
  ])
})

test('a project whose application would replace that of another one is refused at its name', async () => {
  const out = await mkdtemp(join(tmpdir(), 'liftlock-validate-'))
  try {
    await mkdir(join(out, 'app'))
    const described = JSON.stringify({ Description: descriptionOf({ name: 'Parking Desk' }) }, undefined, 2)
    await writeFile(join(out, 'app', 'template.json'), described.replace(/"$/m, '",'))
    const context = await contextOf({})

    await expect(validate.run({ model: 'model', out }, context)).rejects.toMatchObject({
      reason: 'model-invalid',
      message: expect.stringContaining('"Parking Desk" and "ParkingDesk" both give the application parking-desk'),
    })
    expect(context.findings).toMatchObject([{ severity: 'error', place: { file: 'model/config.xml', line: 1 } }])
  } finally {
    await rm(out, { recursive: true })
  }
})

test('an application that generate refuses is refused here too, with a place', async () => {
  const queries = Array.from(
    { length: 2600 },
    (_, at) =>
      `<query graphql-namespace="Garage" field-name="by${at}" type="query" authorization="authenticated"><filter-clause field-name="title" operand="equals"></filter-clause></query>`,
  )
  const many: Record<string, Change> = { [view]: ['</view>', `${queries.join('\n')}</view>`] }
  const { error, findings } = await findingsOf(many)

  expect(error).toMatchObject({ reason: 'template-invalid', message: expect.stringMatching(/resources/) })
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([
    expect.objectContaining({
      place: expect.objectContaining({ file: 'model/config.xml' }),
      text: (error as StageError).message,
    }),
  ])
}, 60_000)
