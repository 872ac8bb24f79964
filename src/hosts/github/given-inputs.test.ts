import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { givenInputs } from './given-inputs.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'liftlock-composite-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})
const names = async (environment: NodeJS.ProcessEnv, alsoTaken?: readonly string[]) =>
  (await givenInputs(environment, alsoTaken)).map(({ name }) => name)

test('every variable INPUT_ with a value is an input, declared or not', async () => {
  expect(await names({ 'INPUT_PLAN-ONLY': 'true', INPUT_MY_KEY: 'x', OTHER: 'y' })).toEqual(['plan-only', 'my_key'])
})

test('an empty value is not given', async () => {
  expect(await names({ INPUT_SCENARIO: '', INPUT_LANES: ' ' })).toEqual([])
})

test('the root action takes the input stage', async () => {
  expect(await names({ INPUT_STAGE: 'deploy', INPUT_MODE: 'x' }, ['stage'])).toEqual(['mode'])
})

test.each(['ACT', 'GITEA_ACTIONS', 'FORGEJO_ACTIONS'])(
  'what a surrounding composite action left behind is not given, where %s says that the runner leaves it',
  async (runner) => {
    writeFileSync(
      join(folder, 'action.yml'),
      'inputs:\n  Outer Word: { default: x }\n  mode: {}\nruns: { using: composite }\n',
    )
    const environment = { INPUT_OUTER_WORD: 'x', INPUT_MODD: 'y', GITHUB_ACTION_PATH: folder, [runner]: 'true' }
    expect(await names(environment)).toEqual(['modd'])
  },
)

test("GitHub's own runner leaves nothing behind, so everything counts there", async () => {
  writeFileSync(join(folder, 'action.yml'), 'inputs: { outer: {} }\nruns: { using: composite }\n')
  expect(await names({ INPUT_OUTER: 'x', GITHUB_ACTION_PATH: folder })).toEqual(['outer'])
})

test.each([
  ['that is not there', undefined],
  ['that is not YAML', 'inputs: ['],
  ['without inputs', 'runs: { using: composite }\n'],
  ['whose inputs are no mapping', 'inputs: 3\n'],
])('a surrounding action %s hides nothing', async (_what, text) => {
  if (text !== undefined) writeFileSync(join(folder, 'action.yaml'), text)
  expect(await names({ INPUT_OUTER: 'x', GITHUB_ACTION_PATH: folder, ACT: 'true' })).toEqual(['outer'])
})
