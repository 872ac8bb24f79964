import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { copyParking } from '../../../test/support/copied-parking.ts'
import { testContext } from '../../../test/support/test-context.ts'
import { tinyRequirement, tinyWheel, wheelOfTiny } from '../../../test/support/tiny-wheel.ts'
import type { Processes } from '../../core/ports/processes.ts'
import { describeStage } from '../../core/run/describe.ts'
import { readInputs } from '../../core/run/run.ts'
import { modelPackages } from './model-packages.ts'
import { generate } from './stage.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'liftlock-model-packages-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** This machine, with a cache of its own, and with an index in a folder that has the package `tiny` (or nothing). */
async function worldWith(wheel: Uint8Array | undefined) {
  const index = join(folder, 'index', 'tiny')
  mkdirSync(index, { recursive: true })
  if (wheel !== undefined) writeFileSync(join(index, tinyWheel), wheel)
  writeFileSync(join(index, 'index.html'), wheel === undefined ? '' : `<a href="${tinyWheel}">${tinyWheel}</a>`)
  const base = testContext()
  const calls: (readonly string[])[] = []
  const settings = { PIP_INDEX_URL: `file://${folder}/index`, PIP_FIND_LINKS: '', PIP_CONFIG_FILE: '/dev/null' }
  const processes: Processes = {
    ...base.processes,
    run(command, args, options) {
      if (options?.packageIndex) calls.push(args)
      const environment = options?.packageIndex ? { ...options.environment, ...settings } : options?.environment
      return base.processes.run(command, args, { ...options, ...(environment === undefined ? {} : { environment }) })
    },
  }
  const folders = { ...base.folders, cache: join(folder, 'cache') }
  return { calls, context: testContext({ processes, folders }) }
}

async function modelThatNeedsTiny(wheel: Uint8Array) {
  const model = copyParking(join(folder, 'model'))
  model.edit('config.xml', 'name="python-dateutil" version="2.9.0"', 'name="tiny" version="1.0"')
  model.edit('lib/Pricing.py', 'MINIMUM_RATE', 'import tiny\n\nassert tiny.name == "tiny"\nMINIMUM_RATE')
  writeFileSync(join(model.folder, 'requirements.lock'), tinyRequirement(wheel))
  return (context: ReturnType<typeof testContext>, out: string) => {
    const given: Readonly<Record<string, string>> = { model: model.folder, out: join(folder, out) }
    return generate.run(readInputs(generate, describeStage(generate), { input: (name) => given[name] }), context)
  }
}

test('a flow imports a package of config.xml in its unit tests, and the second time needs no index', async () => {
  const wheel = await wheelOfTiny()
  const run = await modelThatNeedsTiny(wheel)
  const { context, calls } = await worldWith(wheel)

  expect(await run(context, 'first')).toMatchObject({ outcome: 'succeeded', unitTests: 5 })
  expect(calls).toHaveLength(1)
  rmSync(join(folder, 'index'), { recursive: true })
  expect(await run(context, 'second')).toMatchObject({ outcome: 'succeeded', unitTests: 5 })
  expect(calls).toHaveLength(1)
}, 60_000)

test('a package that cannot be fetched is named with the lock, and nothing half made is kept', async () => {
  const run = await modelThatNeedsTiny(await wheelOfTiny())
  const { context } = await worldWith(undefined)

  await expect(run(context, 'out')).rejects.toMatchObject({
    reason: 'dependency-unavailable',
    message: expect.stringMatching(/the unit tests need the packages of .*requirements\.lock: .*tiny/),
  })
  expect(await context.files.kind(join(folder, 'cache', 'model-packages'))).toBeUndefined()
}, 60_000)

test.each([
  ['from draftsman.ViewStoreApi import Query', false],
  ['import lib.Pricing, Pricing as price\nfrom Pricing import rate', false],
  ['# import tiny\ntext = "x"', false],
  ['import tiny', true],
  ['def f(flow):\n    from tiny import name', true],
  ['import lib.Pricing, tiny as t', true],
  ['x = 1; import tiny', true],
  ['tiny = __import__("tiny")', true],
  ['from importlib import import_module', true],
])('%s: packages are made ready: %s', async (text, needed) => {
  const calls: string[] = []
  const processes = {
    run: async (command: string) => {
      calls.push(command)
      return { exitCode: 1, stdout: '', stderr: 'ERROR: none' }
    },
  } as unknown as Processes
  const tree = new Map([
    ['application/lib/Pricing.py', text],
    ['application/lib/__init__.py', ''],
    ['tests/conftest.py', 'import tiny\n'],
  ])
  const lock = { path: 'requirements.lock', text: tinyRequirement(Buffer.from('')) }
  const context = testContext({ processes, folders: { toolkit: '/nowhere', cache: join(folder, 'cache') } })
  const made = modelPackages(context, { lock, tree, model: folder }, 'python')

  await (needed ? expect(made).rejects.toThrow('the unit tests need') : expect(made).resolves.toBeUndefined())
  expect(calls).toEqual(needed ? ['python'] : [])
})
