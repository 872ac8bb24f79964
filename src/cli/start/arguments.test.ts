import { expect, test } from '@jest/globals'
import { z } from 'zod'
import { count, flag, list, mapping } from '../../core/inputs/kinds.ts'
import { describeStage, separator } from '../../core/run/describe.ts'
import { defineStage } from '../../core/run/stage.ts'
import type { StageError } from '../../core/run/stage-error.ts'
import { asksForJson, parseArguments } from './arguments.ts'

const stage = defineStage({
  name: 'try',
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

test.each([
  [['--plan-only'], 'true'],
  [['--plan-only=true'], 'true'],
  [['--plan-only=True'], 'True'],
  [['--no-plan-only'], 'false'],
  [['--plan-only=false'], 'false'],
  [['--plan-only', '--plan-only'], 'true'],
])('%j gives the flag the value %s', (argv, value) => {
  expect(parse(...argv).values).toEqual({ 'plan-only': value })
})

test('a flag that takes something back has no value of its own', () => {
  expect(refusalOf('--no-plan-only=true')).toEqual([
    'input-invalid',
    '--no-plan-only takes no value',
    'write --plan-only=true or --plan-only=false',
  ])
})

test('only flags can be taken back', () => {
  expect(refusalOf('--no-thing')).toEqual([
    'input-unknown',
    'liftlock try has no flag --no-thing',
    'see liftlock try --help',
  ])
})

test('a flag that begins with no- can be taken back as well', () => {
  const quiet = describeStage({ ...stage, inputs: z.object({ noOrigins: flag().describe('None.') }) })
  expect(parseArguments(quiet, ['--no-origins']).values).toEqual({ 'no-origins': 'true' })
  expect(parseArguments(quiet, ['--no-no-origins']).values).toEqual({ 'no-origins': 'false' })
})

test('the word true behind a flag is no value, and the answer has the spelling that is one', () => {
  expect(parse('--plan-only', 'true').values).toEqual({ 'plan-only': 'true', thing: 'true' })
  expect(refusalOf('it', '--plan-only', 'false')).toMatchObject([
    'input-invalid',
    expect.any(String),
    'did you mean --plan-only=false?',
  ])
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

test.each([
  [['--help', '--json', '--local'], { help: true, json: true, local: true }],
  [['-h', '--json=true'], { help: true, json: true, local: false }],
  [['--json=false', '--no-local'], { help: false, json: false, local: false }],
  [[], { help: false, json: false, local: false }],
])('every stage has help, json and local: %j', (argv, set) => {
  expect(parse(...argv)).toEqual({ ...set, values: {} })
})

test('a common flag takes true and false only', () => {
  expect(refusalOf('--json=yes')).toEqual([
    'input-invalid',
    'input json is "yes": expected true or false',
    'write --json, --json=true or --json=false',
  ])
})

test('a command has the common flags that it is given', () => {
  const own = describeStage({ ...stage, inputs: z.object({}) })
  expect(() => parseArguments(own, ['--local'], ['help', 'json'])).toThrow('liftlock try has no flag --local')
})

test.each([
  ['--plan-onyl', 'did you mean --plan-only?'],
  ['--plan-onyl=true', 'did you mean --plan-only?'],
  ['--no-plan-onyl', 'did you mean --no-plan-only?'],
  ['--jsno', 'did you mean --json?'],
  ['--something-else', 'see liftlock try --help'],
  ['-x', 'see liftlock try --help'],
])('the unknown flag %s is refused with the nearest that there is', (given, hint) => {
  expect(refusalOf(given)).toEqual(['input-unknown', `liftlock try has no flag ${given.split('=')[0]}`, hint])
})

test.each([[['--lanes']], [['--lanes', '--json']], [['--lanes', '--', 'x']]])(
  '%j lacks the value of a flag',
  (argv) => {
    expect(refusalOf(...argv)).toEqual([
      'input-missing',
      '--lanes needs a value',
      'write --lanes <value>, or --lanes=<value>',
    ])
  },
)

test('a value may look like a flag behind an equals sign', () => {
  expect(parse('--thing=--json')).toMatchObject({ json: false, values: { thing: '--json' } })
})

test('-- ends flags', () => {
  expect(parse('--json', '--', '--plan-only')).toMatchObject({ json: true, values: { thing: '--plan-only' } })
})

test('a second positional is refused by name', () => {
  expect(refusalOf('a', 'b')).toEqual([
    'input-invalid',
    'liftlock try does not know what to do with "b"',
    'see liftlock try --help',
  ])
})

test.each([
  [['x', '--json'], true],
  [['x', '--json=false'], false],
  [['--nope', '--json', '--thing'], true],
  [['x', '--', '--json'], false],
  [[], false],
])('whether %j asks for JSON is known without the command: %j', (argv, asked) => {
  expect(asksForJson(argv)).toBe(asked)
})

function refusalOf(...argv: string[]) {
  try {
    parse(...argv)
  } catch (error) {
    const { reason, message, hint } = error as StageError
    return [reason, message, hint]
  }
  throw new Error('nothing was refused')
}
