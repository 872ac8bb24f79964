import { expect, test } from '@jest/globals'
import type { GivenParameter, StackParameter } from '../../core/ports/stacks.ts'
import { parseTemplate } from '../template/template.ts'
import { parameterDifference } from './parameter-difference.ts'

async function declared(parameter: string) {
  return parseTemplate(
    `Parameters: { Size: { ${parameter} } }\nResources: { A: { Type: AWS::SNS::Topic } }`,
    'template',
  )
}

const given = (value: string | undefined, usesPrevious = false): GivenParameter[] => [
  { name: 'Size', value, usesPrevious },
]
const asked: readonly StackParameter[] = [{ name: 'Size', value: 'new' }]

test.each([
  ['a number', 'Type: Number, Default: 5', '5'],
  ['a number with a point', 'Type: Number, Default: 1.50', '1.50'],
  ['a number without its last digits', 'Type: Number, Default: 1.50', '1.5'],
  ['an account', 'Type: String, Default: 012345678901', '012345678901'],
  ['an octal number, as YAML 1.1 reads it', 'Type: String, Default: 0644', '420'],
  ['a truth', 'Type: String, Default: true', 'true'],
  ['a truth, as an emulator writes it', 'Type: String, Default: true', 'True'],
  ['a truth, as YAML 1.1 reads it', 'Type: String, Default: yes', 'true'],
  ['a falsehood, as YAML 1.1 reads it', 'Type: String, Default: Off', 'false'],
  ['a word that YAML 1.1 reads as a truth, kept', 'Type: String, Default: yes', 'yes'],
  ['a date', 'Type: String, Default: 2010-09-09', '2010-09-09'],
  ['a secret', 'Type: String, NoEcho: true, Default: 5', '****'],
  ['items', 'Type: CommaDelimitedList, Default: "a, b"', 'a,b'],
])('%s that nobody gave comes back as its default', async (_what, parameter, value) => {
  expect(parameterDifference([], given(value), await declared(parameter), undefined)).toEqual([])
})

test.each([
  ['a number', 'Type: Number, Default: 5', '999'],
  ['a number', 'Type: Number, Default: 5', ''],
  ['zero', 'Type: Number, Default: 0', ''],
  ['a truth', 'Type: String, Default: true', 'false'],
  ['a truth, as YAML 1.1 reads it', 'Type: String, Default: yes', 'false'],
  ['nothing', 'Type: String, Default: null', 'evil'],
  ['asterisks where nothing is secret', 'Type: String, Default: small', '****'],
  ['asterisks where nothing is secret', 'Type: Number, Default: 5', '****'],
])('another value than the default, %s, is a difference', async (_what, parameter, value) => {
  expect(parameterDifference([], given(value), await declared(parameter), undefined)).toEqual([
    'parameter Size was not given',
  ])
})

test('a value that was given and is said to stay is a difference, unless the same stays', async () => {
  const template = await declared('Type: String')
  const differs = ['parameter Size has another value']
  expect(parameterDifference(asked, given(undefined, true), template, { Size: 'old' })).toEqual(differs)
  expect(parameterDifference(asked, given('old', true), template, undefined)).toEqual(differs)
  expect(parameterDifference(asked, given(undefined, true), template, { Size: 'new' })).toEqual([])
  expect(
    parameterDifference([{ name: 'Size', value: undefined }], given(undefined, true), template, { Size: 'old' }),
  ).toEqual([])
})

test('a secret that was given and is said to stay counts by presence', async () => {
  const template = await declared('Type: String, NoEcho: true')
  expect(parameterDifference(asked, given('****', true), template, { Size: '****' })).toEqual([])
})
