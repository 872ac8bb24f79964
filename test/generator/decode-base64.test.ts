import { expect, test } from '@jest/globals'
import { runHandler } from '../../src/local/appsync/javascript/run-handler.ts'
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
})

/** The function as AppSync runs it, with only the syntax that APPSYNC_JS has. */
function decode(input: unknown): unknown {
  const session = {
    authType: 'API Key Authorization',
    field: { name: 'open', type: 'Garage_Mutations' },
    addResponseHeader: () => undefined,
    log: () => undefined,
    setSubscriptionFilter: () => undefined,
  }
  const handler = `import { util } from '@aws-appsync/utils'
export function request(ctx) {
  return decoded(ctx.args.input)
}
${code}`
  const answered = runHandler(handler, 'request', { arguments: { input } }, session)
  return answered.kind === 'value' ? answered.value : answered
}
