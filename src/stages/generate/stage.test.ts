import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { type TestContext, testContext } from '../../../test/support/test-context.ts'
import { describeStage } from '../../core/run/describe.ts'
import { readInputs } from '../../core/run/run.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { nodeFiles } from '../../system/node-files.ts'
import { packageRoot } from '../../system/package-root.ts'
import { generate } from './stage.ts'

let folder: string
let model: string
let app: string
let context: TestContext

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'liftlock-generate-'))
  model = join(folder, 'model')
  app = join(folder, 'out', 'app')
  cpSync(join(packageRoot(), 'examples', 'parking'), model, { recursive: true })
  context = testContext()
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

function run(inputs: Readonly<Record<string, string>> = {}, used = context) {
  const given: Readonly<Record<string, string>> = { model, out: join(folder, 'out'), ...inputs }
  return generate.run(readInputs(generate, describeStage(generate), { input: (name) => given[name] }), used)
}

function edit(path: string, from: string, to: string): void {
  const text = readFileSync(join(model, path), 'utf8')
  if (!text.includes(from)) throw new Error(`${path} has no ${from}`)
  writeFileSync(join(model, path), text.replace(from, to))
}

test('the example becomes an application whose unit tests pass, with nothing beside it, and a second run changes nothing', async () => {
  const first = await run()
  expect(first).toMatchObject({ outcome: 'succeeded', unitTests: 5 })
  expect(readFileSync(join(folder, 'out', 'report', 'unit-tests.xml'), 'utf8')).toContain('tests="5"')
  const entries = await nodeFiles.walk(join(folder, 'out'))
  expect(entries.filter(({ path }) => /\.(new|old|tmp|pyc)|__pycache__|pytest_cache/.test(path))).toEqual([])

  const second = await run()
  expect(second).toMatchObject({ outcome: 'no-changes', written: 0, tree: first.tree, unitTests: 5 })
})

test('a unit test that fails is reported at its line of the model, and the last good application stays', async () => {
  const good = await run({ 'no-tests': 'true' })
  edit(
    'domain/Parking/Garage/behavior-flows/OccupySpot.xml',
    'name="visits" type="Int" value="1"',
    'name="visits" type="Int" value="7"',
  )
  await expect(run()).rejects.toMatchObject({ reason: 'unit-tests-failed', message: '1 unit test of 5 failed' })

  const [finding] = context.findings
  expect(finding?.text).toContain('HappyFlow')
  expect(finding?.text).toContain('visits')
  expect(finding?.place).toMatchObject({
    file: join(model, 'domain/Parking/Garage/behavior-flows/OccupySpot.xml'),
    line: expect.any(Number),
  })
  edit(
    'domain/Parking/Garage/behavior-flows/OccupySpot.xml',
    'name="visits" type="Int" value="7"',
    'name="visits" type="Int" value="1"',
  )
  expect(await run({ 'no-tests': 'true' })).toMatchObject({ outcome: 'no-changes', tree: good.tree })
})

test('the files for a user interface lie beside the application, with an index of their own', async () => {
  await run({ 'no-tests': 'true' })
  const assist = join(folder, 'out', 'assist')
  const index = JSON.parse(readFileSync(join(assist, '.liftlock/generated.json'), 'utf8'))
  expect(Object.keys(index.files)).toContain('prepared-statements/commands/OpenGarage.txt')

  rmSync(join(model, 'projections'), { recursive: true })
  rmSync(join(model, 'scenarios'), { recursive: true })
  await run({ 'no-tests': 'true' })
  expect(existsSync(join(assist, 'form-definitions/Garage/occupancy.json'))).toBe(false)
  writeFileSync(join(assist, 'form-definitions/OpenGarage.json'), 'mine')
  await expect(run({ 'no-tests': 'true' })).rejects.toMatchObject({ reason: 'hand-edited' })
})

test('an element that leaves the model leaves the application', async () => {
  await run({ 'no-tests': 'true' })
  rmSync(join(model, 'projections'), { recursive: true })
  rmSync(join(model, 'scenarios'), { recursive: true })
  await run({ 'no-tests': 'true' })
  expect(existsSync(join(app, 'application/handlers/garage_occupancy_projection.py'))).toBe(false)
})

test('a hand edit is never overwritten unless that is asked for', async () => {
  await run({ 'no-tests': 'true' })
  const path = join(app, 'schema.graphql')
  const generated = readFileSync(path, 'utf8')
  writeFileSync(path, 'mine')
  await expect(run({ 'no-tests': 'true' })).rejects.toMatchObject({ reason: 'hand-edited' })
  expect(readFileSync(path, 'utf8')).toBe('mine')

  await run({ 'no-tests': 'true', overwrite: 'true' })
  expect(readFileSync(path, 'utf8')).toBe(generated)
})

test('the check sees files that are missing, edited, left over and new, and writes nothing', async () => {
  await run({ 'no-tests': 'true' })
  await expect(run({ check: 'true' })).resolves.toMatchObject({ outcome: 'no-changes' })
  writeFileSync(join(app, 'new.txt'), '')
  writeFileSync(join(app, 'schema.graphql'), 'mine')
  rmSync(join(app, 'gate.json'))
  await expect(run({ check: 'true' })).rejects.toMatchObject({ reason: 'generated-differs' })
  expect(context.findings.map(({ text }) => text).sort()).toEqual([
    'gate.json is missing',
    'new.txt was not generated',
    'schema.graphql was edited by hand',
  ])
  expect(existsSync(join(app, 'gate.json'))).toBe(false)
})

test('a full disk leaves the application as it was', async () => {
  const good = await run({ 'no-tests': 'true' })
  edit('lib/Pricing.py', '1.0', '2.0')
  const full = testContext({
    files: {
      ...nodeFiles,
      async write(path, content) {
        if (path.endsWith('template.json'))
          throw new StageError('disk-full', `${path} cannot be written: the disk is full`)
        await nodeFiles.write(path, content)
      },
    },
  })
  await expect(run({ 'no-tests': 'true' }, full)).rejects.toMatchObject({ reason: 'disk-full' })
  edit('lib/Pricing.py', '2.0', '1.0')
  expect(await run({ 'no-tests': 'true' })).toMatchObject({ outcome: 'no-changes', tree: good.tree })
})

test('a run that was killed between its two renames is mended by the next', async () => {
  const good = await run({ 'no-tests': 'true' })
  await nodeFiles.rename(app, `${app}.old`)
  expect(await run({ 'no-tests': 'true' })).toMatchObject({ outcome: 'no-changes', tree: good.tree })
})

test('a model with errors says where, and leaves the application as it was', async () => {
  const good = await run({ 'no-tests': 'true' })
  edit('domain/Parking/Garage/behavior-flows/Close.xml', 'ref="GarageClosed"', 'ref="GarageClosd"')
  await expect(run()).rejects.toMatchObject({ reason: 'model-invalid' })
  expect(context.findings).toContainEqual(
    expect.objectContaining({
      rule: 'V-17',
      place: expect.objectContaining({ line: 6 }),
      fix: expect.stringContaining('GarageClosed'),
    }),
  )
  expect((await nodeFiles.findText(join(app, '.liftlock/generated.json')))?.length).toBeGreaterThan(0)
  edit('domain/Parking/Garage/behavior-flows/Close.xml', 'ref="GarageClosd"', 'ref="GarageClosed"')
  expect(await run({ 'no-tests': 'true' })).toMatchObject({ outcome: 'no-changes', tree: good.tree })
})

test('runs at the same time each write a whole application, and leave nothing beside it', async () => {
  const other = join(folder, 'other')
  cpSync(model, other, { recursive: true })
  writeFileSync(
    join(other, 'lib', 'Pricing.py'),
    `${readFileSync(join(other, 'lib', 'Pricing.py'), 'utf8')}\nSAME = 1\n`,
  )
  await Promise.all([
    run(),
    run({ model: other }),
    run({ 'no-tests': 'true' }),
    run({ model: other, 'no-tests': 'true' }),
  ])
  const entries = await nodeFiles.walk(join(folder, 'out'))
  expect(new Set(entries.map(({ path }) => path.split('/')[0]))).toEqual(new Set(['app', 'assist', 'report']))
  const checks = await Promise.allSettled([run({ check: 'true' }), run({ model: other, check: 'true' })])
  expect(checks.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
})

test('what a killed run left beside the application is gone after the next', async () => {
  const gone = spawnSync(process.execPath, ['-e', '0']).pid
  const left = join(folder, 'out', `app.new.${gone}.abc123`)
  mkdirSync(join(left, 'app'), { recursive: true })
  await run({ 'no-tests': 'true' })
  expect(existsSync(left)).toBe(false)
})

test('no application is made of a model that writes to a bucket of the liftlock.yml around it', async () => {
  writeFileSync(join(folder, 'liftlock.yml'), 'environments: { staging: { bucket: acme-releases } }\n')
  const activity = '<activity type="write-file" file-name="f" content="c" bucket="acme-releases"></activity>'
  const before = '<activity type="send-email"'
  edit('notifiers/GarageSetup.xml', before, `${activity}\n  ${before}`)

  await expect(run({ 'no-tests': 'true' })).rejects.toMatchObject({ reason: 'model-invalid' })
  expect(existsSync(app)).toBe(false)
  expect(context.findings).toEqual([
    expect.objectContaining({
      rule: 'V-35',
      place: expect.objectContaining({ file: join(model, 'notifiers/GarageSetup.xml'), line: 14 }),
    }),
  ])
})
