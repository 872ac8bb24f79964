import { expect, test } from '@jest/globals'
import { digestOf } from '../digest.ts'
import { quarterAhead, resolveParameters } from './parameters.ts'
import { parseTemplate, type Template } from './template.ts'

const template: Template = {
  Parameters: { Given: {}, Kept: { Default: 'd' }, LiftlockRelease: { Default: 'none' }, Secret: { NoEcho: 'true' } },
  Resources: {},
}
const sources = {
  stack: 's',
  given: { Given: 'g' },
  offered: { LiftlockRelease: 'r', ApiKeyExpires: '1' },
  known: ['Kept', 'Secret'],
}

test('what is offered counts only when the template declares it', () => {
  const { parameters } = resolveParameters(template, { ...sources, missing: 'keep' })
  expect(parameters).toEqual([
    { name: 'Given', value: 'g' },
    { name: 'Kept', value: undefined },
    { name: 'LiftlockRelease', value: 'r' },
    { name: 'Secret', value: undefined },
  ])
})

test('a parameter may be called constructor', () => {
  const declaring: Template = {
    Parameters: { constructor: { Default: 'd' } } as Template['Parameters'] & {},
    Resources: {},
  }
  expect(resolveParameters(declaring, { ...sources, missing: 'default' }).parameters).toEqual([])
})

test('a release takes the default of the template instead of what the stack has', () => {
  const { parameters } = resolveParameters(template, { ...sources, missing: 'default' })
  expect(parameters.map(({ name }) => name)).toEqual(['Given', 'LiftlockRelease', 'Secret'])
})

test('the digest depends on every value that is set, and a secret is masked', () => {
  const one = resolveParameters(template, { ...sources, given: { Given: 'g', Secret: 'one' }, missing: 'keep' })
  const two = resolveParameters(template, { ...sources, given: { Given: 'g', Secret: 'two' }, missing: 'keep' })
  expect(one.digest).not.toBe(two.digest)
  expect(one.secrets).toEqual(['one'])
})

test.each([
  ['NoEcho: yes', true],
  ['NoEcho: On', true],
  ['NoEcho: TRUE', true],
  ['NoEcho: "yes"', true],
  ['NoEcho: { Ref: Hidden }', true],
  ['NoEcho: no', false],
  ['NoEcho: off', false],
  ['NoEcho: "false"', false],
  ['NoEcho:', false],
  ['Type: String', false],
])('a parameter with %s is a secret: %s', async (line, isSecret) => {
  const text = `Parameters: { Word: { ${line} } }\nResources: { A: { Type: T } }`
  const declaring = await parseTemplate(text, 't.yaml')
  const { secrets, digest } = resolveParameters(declaring, { ...sources, given: { Word: 'w' }, missing: 'keep' })
  expect(secrets).toEqual(isSecret ? ['w'] : [])
  expect(digest === digestOf({ Word: digestOf('w') })).toBe(!isSecret)
})

test.each([
  ['2026-01-01T00:00:00Z', '2026-07-01T00:00:00Z'],
  ['2026-03-01T00:00:00Z', '2026-07-01T00:00:00Z'],
  ['2026-07-02T12:00:00Z', '2026-10-01T00:00:00Z'],
  ['2026-11-21T12:00:00Z', '2027-04-01T00:00:00Z'],
])('a key that is made on %s ends on %s', (now, end) => {
  expect(new Date(quarterAhead(new Date(now)) * 1000).toISOString()).toBe(end.replace('Z', '.000Z'))
})
