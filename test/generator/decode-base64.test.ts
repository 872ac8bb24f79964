import { createContext, runInContext } from 'node:vm'
import { expect, test } from '@jest/globals'
import { toolkitResources } from '../support/generated-api.ts'

const code = (await toolkitResources()).template('js/decode_base64.js')
const encoded = (text: string) => `base64:${Buffer.from(text).toString('base64')}`

test('text that came encoded is decoded, at the top and in collections', () => {
  expect(
    decode({ title: encoded('Parade Square'), note: encoded('é\n€'), spots: [{ number: encoded('1 a'), rate: 2.5 }] }),
  ).toEqual({
    title: 'Parade Square',
    note: 'é\n€',
    spots: [{ number: '1 a', rate: 2.5 }],
  })
})

test('everything else stays as it is', () => {
  const input = {
    plain: 'text',
    none: null,
    empty: '',
    level: 0,
    covered: false,
    spots: [],
    bad: 'base64:not encoded',
    odd: 'base64:YQ',
  }

  expect(decode(input)).toEqual(input)
  expect(decode({ bytes: 'base64:/w==' })).toEqual({ bytes: 'base64:/w==' })
  expect(decode({ nothing: 'base64:' })).toEqual({ nothing: '' })
  expect(decode(undefined)).toEqual({})
})

test('the code uses only what APPSYNC_JS has', () => {
  const statements = code.replace(/\/\/.*$/gm, '').replace(/'[^'\n]*'/g, "''")

  expect(statements).not.toMatch(
    /\b(try|catch|throw|while|do|continue|async|await|class|new|this|require|var)\b|\+\+|--|for \(;/,
  )
  expect(statements).not.toMatch(/[=(,:!&|?]\s*\/[^/*]/)
})

/** The function as AppSync calls it, with the utilities that it asks for. */
function decode(input: unknown): unknown {
  const util = {
    base64Decode: (text: string) => Buffer.from(text, 'base64').toString('utf8'),
    base64Encode: (text: string) => Buffer.from(text, 'utf8').toString('base64'),
    matches: (pattern: string, text: string) => new RegExp(`^(?:${pattern})$`).test(text),
  }
  const script = code.replace(/^import .*$/m, '').replace(/^export /gm, '')
  const context = createContext({ util, ctx: { args: { input } } })
  const result = runInContext(`${script}\nJSON.stringify(response({ ...ctx, result: request(ctx).payload }))`, context)
  return JSON.parse(result)
}
