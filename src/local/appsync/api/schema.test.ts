import { expect, test } from '@jest/globals'
import { graphqlSync } from 'graphql'
import { buildApiSchema, subscriptionsByMutation } from './schema.ts'

function answer(type: string, value: unknown) {
  const schema = buildApiSchema(`type Query { echo(value: ${type}): ${type} }`)
  const rootValue = { echo: ({ value: given }: { value: unknown }) => given }
  return graphqlSync({
    schema,
    rootValue,
    source: `query ($v: ${type}) { echo(value: $v) }`,
    variableValues: { v: value },
  })
}

test.each([
  ['AWSDate', '2026-11-21'],
  ['AWSDate', '2026-11-21+01:00'],
  ['AWSTime', '12:30:24.123Z'],
  ['AWSDateTime', '2026-11-21T12:30:24.123Z'],
  ['AWSTimestamp', 1_763_721_000],
  ['AWSEmail', 'jane@example.com'],
  ['AWSJSON', '{"a":[1,true]}'],
  ['AWSURL', 'https://example.com/a?b=c'],
  ['AWSPhone', '+31 20 123 4567'],
  ['AWSIPAddress', '127.0.0.1'],
  ['AWSIPAddress', '::1'],
])('%s takes %j', (type, value) => expect(answer(type, value)).toMatchObject({ data: { echo: value } }))

test.each([
  ['AWSDate', '21-11-2026'],
  ['AWSTime', 'noon'],
  ['AWSDateTime', '2026-11-21'],
  ['AWSTimestamp', '2026'],
  ['AWSEmail', 'jane'],
  ['AWSJSON', '{a}'],
  ['AWSURL', 'example'],
  ['AWSIPAddress', 'localhost'],
])('%s refuses %j', (type, value) => expect(answer(type, value).errors).toHaveLength(1))

test('directives of AppSync need no definition, types may be extended', () => {
  const schema = buildApiSchema(`
    type Query @aws_iam { a: String @aws_api_key @aws_cognito_user_pools(cognito_groups: ["x"]) }
    extend type Query { b: String }
    type Mutation { tell: String other: String }
    type Subscription { onTell: String @aws_subscribe(mutations: ["tell", "other"]) onOther: String @aws_subscribe(mutations: ["other"]) }
  `)

  expect(Object.keys(schema.getQueryType()?.getFields() ?? {})).toEqual(['a', 'b'])
  expect(Object.fromEntries(subscriptionsByMutation(schema))).toEqual({
    tell: ['onTell'],
    other: ['onTell', 'onOther'],
  })
})

test('a schema that is wrong is refused', () => {
  expect(() => buildApiSchema('type Query { a: Nothing }')).toThrow('Unknown type')
})
