import { expect, test } from '@jest/globals'
import { z } from 'zod'
import { count, defineStage, flag, list, mapping } from '../../core/inputs/stage.ts'
import { describeStage, separator } from '../../core/run/describe.ts'
import { parseArguments } from './arguments.ts'

const stage = defineStage({
  name: 'try',
  summary: 'Try it.',
  positional: 'thing',
  inputs: z.object({
    thing: z.string().describe('What.'),
    planOnly: flag().describe('Stop.'),
    tags: list().describe('Tags.'),
    values: mapping().describe('Values.'),
    lanes: count(1, 9).default(1).describe('Lanes.'),
  }),
  outputs: z.object({}),
  run: async () => ({}),
})
const parse = (...argv: string[]) => parseArguments(describeStage(stage), argv)

test('the one input that is always given needs no flag', () => {
  expect(parse('it').values).toEqual({ thing: 'it' })
})

test('flags take their value after a blank or an equals sign', () => {
  expect(parse('--lanes', '3', '--thing=a=b').values).toEqual({ lanes: '3', thing: 'a=b' })
})

test('a boolean flag stands alone, and is taken back with no-', () => {
  expect(parse('--plan-only').values).toEqual({ 'plan-only': 'true' })
  expect(parse('--no-plan-only').values).toEqual({ 'plan-only': 'false' })
})

test('a list can be given by several flags', () => {
  expect(parse('--tags', 'a=1', '--tags', 'b=2').values).toEqual({ tags: 'a=1\nb=2' })
})

test('a list that needs no flag takes every argument, with its flag or without', () => {
  const several = describeStage(defineStage({ ...stage, positional: 'tags' }))
  expect(parseArguments(several, ['a', '--lanes', '2', 'b', '--tags', 'c']).values).toEqual({
    lanes: '2',
    tags: 'a\nb\nc',
  })
})

test('a second flag with names and values adds to the first', () => {
  const { values } = parse('--values', 'A=1', '--values={"B":"2"}')
  expect(values).toEqual({ values: `A=1${separator}{"B":"2"}` })
})

test('words of the form Name=Value after a mapping belong to it, as with the CLI of AWS', () => {
  const { values } = parse('--values', 'A=1', 'C=2', 'x/y=a b', '--lanes', '3', 'it')
  expect(values).toEqual({ values: ['A=1', 'C=2', 'x/y=a b'].join(separator), lanes: '3', thing: 'it' })
})

test.each([
  ['--lanes', ['--lanes', '3', '--lanes=4']],
  ['--plan-only', ['--plan-only', '--no-plan-only']],
  ['--thing', ['--thing', 'a', '--thing', 'b']],
])('%s given twice with different values is refused', (flag, argv) => {
  expect(() => parse(...argv)).toThrow(`${flag} is given twice`)
})

test('a flag that says the same twice is taken once', () => {
  expect(parse('--lanes', '3', '--lanes', '3', '--plan-only', '--plan-only').values).toEqual({
    lanes: '3',
    'plan-only': 'true',
  })
})

test('every command has help, json and local', () => {
  expect(parse('--help', '--json', '--local')).toMatchObject({ help: true, json: true, local: true })
})

test('an unknown flag is refused with the nearest that there is', () => {
  expect(() => parse('--plan-onyl')).toThrow('has no flag --plan-onyl')
  try {
    parse('--plan-onyl')
  } catch (error) {
    expect((error as { hint: string }).hint).toBe('did you mean --plan-only?')
  }
})

test('a flag without its value and a second positional are refused by name', () => {
  expect(() => parse('--lanes')).toThrow('--lanes needs a value')
  expect(() => parse('a', 'b')).toThrow('does not know what to do with "b"')
})
