import { expect, test } from '@jest/globals'
import { saying } from '../../../test/support/in-command-words.ts'
import type { Field } from './describe.ts'
import type { GivenInput } from './host.ts'
import { refuseUnknown } from './refuse-unknown.ts'

const field = (name: string): Field => ({
  key: name,
  name,
  description: '',
  kind: 'text',
  choices: [],
  required: false,
})
const deploy = { name: 'deploy', inputs: ['plan-only', 'mode', 'name', 'role', 'tags'].map(field) }
const packaging = {
  name: 'package',
  inputs: ['source', 'application'].map(field),
  formerNames: { name: 'application', folder: 'source' },
}
const gate = { name: 'quality-gate', inputs: ['scenario', 'lanes', 'name'].map(field) }
const refusal = (...given: GivenInput[]) =>
  refuseUnknown(deploy, given, async () => [deploy, gate]).then(
    () => undefined,
    (error) => error,
  )
const input = (name: string): GivenInput => ({ name, as: name })
const variable = (as: string): GivenInput => ({
  name: as.slice('LIFTLOCK_'.length).toLowerCase().replaceAll('_', '-'),
  as,
  perhaps: true,
})

test('inputs of the stage are taken, whatever their case', async () => {
  expect(await refusal(input('plan-only'), input('Mode'))).toBeUndefined()
})

test.each([
  ['plan-onyl', 'did you mean plan-only?'],
  ['plan_only', 'did you mean plan-only?'],
  ['scenario', 'scenario is an input of quality-gate'],
  ['something-else', 'see liftlock deploy --help'],
  ['lanes', 'lanes is an input of quality-gate'],
  ['stage', 'stage is an input of the action liftlock/liftlock alone; leave it out'],
])('%s is refused, and the next step is said: %s', async (name, hint) => {
  expect(await refusal(input(name))).toMatchObject({
    reason: 'input-unknown',
    message: `deploy has no input ${name}; nothing was done`,
    hint: saying(hint),
  })
})

test('all that are unknown are named at once', async () => {
  expect((await refusal(input('mode'), input('lanes'), input('dry-run'))).message).toBe(
    'deploy has no inputs lanes, dry-run; nothing was done',
  )
})

test('a misspelt variable of the environment is refused', async () => {
  const error = await refusal(variable('LIFTLOCK_PLAN_ONYL'))
  expect(error).toMatchObject({ reason: 'input-unknown', hint: 'did you mean plan-only?' })
  expect(error.message).toContain('LIFTLOCK_PLAN_ONYL')
})

test.each(['LIFTLOCK_SCENARIO', 'LIFTLOCK_STAGE', 'LIFTLOCK_APP_CLIENT_ID', 'LIFTLOCK_PACKAGE_ROLE', 'LIFTLOCK_X'])(
  '%s may be meant for something else, and stops nothing',
  async (as) => {
    expect(await refusal(variable(as))).toBeUndefined()
  },
)

test('other stages are looked at only when there is something to refuse', async () => {
  await refuseUnknown(deploy, [input('mode')], () => Promise.reject(new Error('read')))
})

const refusalOfPackage = (...given: GivenInput[]) =>
  refuseUnknown(packaging, given, async () => [deploy, gate, packaging]).then(
    () => undefined,
    (error) => error,
  )

test.each([
  ['name', 'the input name is called application now'],
  ['Name', 'the input Name is called application now'],
  ['folder', 'the input folder is called source now'],
])('the former name %s is refused with the name of today: %s', async (name, hint) => {
  const refused = { reason: 'input-unknown', message: `package has no input ${name}; nothing was done`, hint }
  expect(await refusalOfPackage(input(name))).toMatchObject(refused)
})

test('a variable with a former name is refused, also where other stages have an input of that name', async () => {
  const hint = 'the input name is called application now'
  expect(await refusalOfPackage(variable('LIFTLOCK_NAME'))).toMatchObject({ reason: 'input-unknown', hint })
})

test('beside the name of today, a variable with a former name may be meant for another stage', async () => {
  expect(await refusalOfPackage(variable('LIFTLOCK_NAME'), input('application'))).toBeUndefined()
  expect(await refusalOfPackage(variable('LIFTLOCK_NAME'), variable('LIFTLOCK_APPLICATION'))).toBeUndefined()
})
