import { expect, test } from '@jest/globals'
import { buildSchema, type GraphQLObjectType } from 'graphql'
import {
  anonymous,
  clauseOf,
  commandOf,
  inputOf,
  inputsOf,
  modelOf,
  projectionOf,
  queryOf,
  relationOf,
  roleNamed,
  viewOf,
} from '../../../test/support/hand-made-model.ts'
import type { Model } from '../model/types/model.ts'
import { renderSchema } from './render-schema.ts'

const directives = `
directive @aws_api_key on OBJECT | FIELD_DEFINITION
directive @aws_cognito_user_pools on OBJECT | FIELD_DEFINITION
directive @aws_iam on OBJECT | FIELD_DEFINITION
directive @aws_subscribe(mutations: [String!]!) on FIELD_DEFINITION
`
const built = (model: Model) => buildSchema(directives + renderSchema(model))
const garage = viewOf('Garage', { code: 'String', tags: 'StringList' }, { key: 'code' })

test('a model without anything still has traces, notifications and a schema that builds', () => {
  const schema = built(modelOf({}))

  expect(schema.getSubscriptionType()?.getFields().onTrace?.args[0]?.type.toString()).toBe('String')
  expect(Object.keys(schema.getMutationType()!.getFields())).toEqual(['publishTrace', 'publishNotification'])
})

test('a required input is non-null, one with a default or of a collection is not, and auto-fill is not there', () => {
  const schema = built(
    modelOf({
      commands: [
        commandOf('OpenGarageRequested', {
          fields: [
            inputOf('code', 'String'),
            inputOf('covered', 'Boolean', { default: false }),
            inputOf('by', 'String', { autoFill: 'username' }),
          ],
          collections: [
            inputsOf('parkingSpots', inputOf('number', 'String'), inputOf('rate', 'Float', { default: 2.5 })),
          ],
        }),
      ],
    }),
  )

  expect(fieldsOf(schema.getType('OpenGarage_Payload'))).toEqual({
    code: 'String!',
    covered: 'Boolean',
    parkingSpots: '[OpenGarage_Parkingspot!]',
  })
  expect(fieldsOf(schema.getType('OpenGarage_Parkingspot'))).toEqual({ number: 'String!', rate: 'Float' })
  expect(signatureOf(schema.getType('Garage_Mutations'), 'open')).toBe('(input: OpenGarage_Payload!): CommandResult')
})

test('a command without visible fields has no input, and one of collections alone need not have it', () => {
  const schema = built(
    modelOf({
      commands: [
        commandOf('PingGarageRequested', {
          method: 'ping',
          fields: [inputOf('by', 'String', { autoFill: 'username' })],
        }),
        commandOf('FillGarageRequested', {
          method: 'fill',
          collections: [inputsOf('spots', inputOf('number', 'String'))],
        }),
      ],
    }),
  )

  expect(signatureOf(schema.getType('Garage_Mutations'), 'ping')).toBe('(): CommandResult')
  expect(signatureOf(schema.getType('Garage_Mutations'), 'fill')).toBe('(input: FillGarage_Payload): CommandResult')
})

test('queries have the arguments of their clauses, mandatory only where the client has to give them', () => {
  const clauses = [clauseOf('code', 'String', 'equals'), clauseOf('tags', 'StringList', 'equals')]
  const schema = built(
    modelOf({
      views: [
        {
          ...garage,
          queries: [
            queryOf('get', 'get'),
            queryOf('filter', 'filter', { clauses, canonicalSearch: true }),
            queryOf('byCode', 'query', { clauses: clauses.slice(0, 1) }),
          ],
        },
      ],
      projections: [
        projectionOf('Report', 'Garage', { returns: 'list', inputs: [required('code'), optional('level')] }),
      ],
    }),
  )
  const queries = schema.getType('Garage_Queries')

  expect(signatureOf(queries, 'get')).toBe('(key: ID!): Garage')
  expect(signatureOf(queries, 'filter')).toBe(
    '(code_equals: String, tags_equals: String, key_begins_with: String!, limit: Int, nextToken: String): Garage_ResultSet',
  )
  expect(signatureOf(queries, 'byCode')).toBe('(code_equals: String!, limit: Int, nextToken: String): Garage_ResultSet')
  expect(signatureOf(queries, 'report')).toBe('(code: String!, level: String): Garage_ResultSet')
  expect(fieldsOf(schema.getType('Garage'))).toEqual({ key: 'ID', code: 'String', tags: '[String!]' })
})

test('namespaces nest, and one level holds methods and further namespaces', () => {
  const deep = queryOf('get', 'get', { namespace: ['Garage', 'Visit', 'Day', 'Hour'] })
  const schema = built(modelOf({ views: [{ ...garage, queries: [queryOf('filter', 'filter'), deep] }] }))

  expect(fieldsOf(schema.getType('Garage_Queries'))).toEqual({
    filter: 'Garage_ResultSet',
    Visit: 'GarageVisit_Queries',
  })
  expect(fieldsOf(schema.getType('GarageVisitDayHour_Queries'))).toEqual({ get: 'Garage' })
})

test('only what callers with the API key may reach carries its directive', () => {
  const visit = viewOf('Visit', { id: 'String' }, { key: 'id' })
  const secret = viewOf('Secret', { id: 'String' }, { key: 'id' })
  const schema = renderSchema(
    modelOf({
      views: [
        {
          ...garage,
          relations: [
            relationOf('visits', 'OneToMany', 'Visit', 'canonical'),
            relationOf('secrets', 'OneToMany', 'Secret', 'canonical', roleNamed('boss')),
          ],
          queries: [queryOf('get', 'get'), queryOf('byCode', 'query', { access: anonymous })],
        },
        visit,
        secret,
      ],
    }),
  )

  expect(schema).toContain('  get(key: ID!): Garage\n')
  expect(schema).toContain('nextToken: String): Garage_ResultSet @aws_api_key @aws_cognito_user_pools\n')
  expect(schema).toContain('type Garage @aws_api_key @aws_cognito_user_pools {')
  expect(schema).toContain('type Visit @aws_api_key @aws_cognito_user_pools {')
  expect(schema).toContain('type Secret {')
  expect(schema).toContain('type CommandResult {')
})

test('two elements that give one name are an error that names both', () => {
  const query = (namespace: readonly string[]) => queryOf('get', 'get', { namespace })
  const clash = (parts: Partial<Model>) => () => renderSchema(modelOf(parts))

  expect(clash({ views: [{ ...garage, queries: [query(['A', 'B']), query(['AB'])] }] })).toThrow(
    'the query namespace A.B and the query namespace AB both give the GraphQL type AB_Queries',
  )
  expect(clash({ views: [viewOf('Trace', { id: 'String' })] })).toThrow('both give the GraphQL type Trace')
  expect(clash({ views: [viewOf('Garage', { key: 'String', code: 'String' }, { key: 'code' })] })).toThrow(
    'both give the GraphQL field of Garage key',
  )
  expect(
    clash({
      commands: [
        commandOf('OpenGarageRequested', {
          fields: [inputOf('code', 'String')],
          collections: [inputsOf('payloads', inputOf('x', 'Int')), inputsOf('payload', inputOf('x', 'Int'))],
        }),
      ],
    }),
  ).toThrow('both give the GraphQL type OpenGarage_Payload')
})

test('a name that is no GraphQL name never reaches the schema', () => {
  const name = 'x: Int }\ntype Evil { y'
  expect(() => renderSchema(modelOf({ views: [viewOf('Garage', { [name]: 'String' })] }))).toThrow(
    `${JSON.stringify(name)} is no GraphQL name`,
  )
  expect(() => renderSchema(modelOf({ views: [viewOf('Garage', {})] }))).toThrow('has no field')
})

test('a root view cannot have a field with the name of a storage key', () => {
  expect(() =>
    renderSchema(modelOf({ views: [viewOf('Garage', { code: 'String', expires: 'Int' }, { key: 'code' })] })),
  ).toThrow('the field expires of view Garage')
})

const required = (name: string) => ({ name, type: 'String' as const, required: true, place: { file: 'x.xml' } })
const optional = (name: string) => ({ ...required(name), required: false })

function fieldsOf(type: unknown): Record<string, string> {
  const fields = Object.values((type as GraphQLObjectType).getFields())
  return Object.fromEntries(fields.map((field) => [field.name, String(field.type)]))
}

function signatureOf(type: unknown, field: string): string {
  const found = (type as GraphQLObjectType).getFields()[field]!
  return `(${found.args.map((argument) => `${argument.name}: ${argument.type}`).join(', ')}): ${found.type}`
}
