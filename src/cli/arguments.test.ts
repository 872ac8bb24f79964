import { expect, test } from '@jest/globals'
import { z } from 'zod'
import { describeStage } from '../core/describe.ts'
import { count, defineStage, flag, list } from '../core/stage.ts'
import { parseArguments } from './arguments.ts'

const stage = defineStage({
  name: 'try',
  summary: 'Try it.',
  positional: 'thing',
  inputs: z.object({
    thing: z.string().describe('What.'),
    planOnly: flag().describe('Stop.'),
    tags: list().describe('Tags.'),
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
