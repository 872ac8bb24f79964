import { beforeAll, expect, test } from '@jest/globals'
import { buildSchema, parse, validate } from 'graphql'
import {
  clauseOf,
  commandOf,
  inputOf,
  inputsOf,
  modelOf,
  projectionOf,
  queryOf,
  relationOf,
  viewOf,
} from '../../../test/support/hand-made-model.ts'
import { parkingFiles } from '../../../test/support/parking-model.ts'
import { renderSchema } from '../api/render-schema.ts'
import { readModel } from '../model/read-model.ts'
import type { Model } from '../model/types/model.ts'
import type { FileTree } from '../resources.ts'
import { renderAssist } from './render-assist.ts'

const directives = `
directive @aws_api_key on OBJECT | FIELD_DEFINITION
directive @aws_cognito_user_pools on OBJECT | FIELD_DEFINITION
directive @aws_iam on OBJECT | FIELD_DEFINITION
directive @aws_subscribe(mutations: [String!]!) on FIELD_DEFINITION
`

let parking: Model
let files: FileTree

beforeAll(async () => {
  const { model } = await readModel(await parkingFiles(), 'model')
  if (model === undefined) throw new Error('the example has errors')
  parking = model
  files = renderAssist(parking)
})

/** What is wrong with the documents against the schema of their own model. */
function mistakes(model: Model): readonly string[] {
  const schema = buildSchema(directives + renderSchema(model))
  const documents = [...renderAssist(model)].filter(([path]) => path.endsWith('.txt'))
  return documents.flatMap(([path, text]) => validate(schema, parse(text)).map(({ message }) => `${path}: ${message}`))
}

test('every document of the example fits the schema of the example', () => {
  expect([...files.keys()].filter((path) => path.endsWith('.txt')).length).toBeGreaterThan(4)
  expect(mistakes(parking)).toEqual([])
})

test('a document names its operation, and has a default for what the API demands', () => {
  expect(
    files.get('prepared-statements/commands/OpenGarage.txt'),
  ).toBe(`# Managed by Liftlock: change the model and generate again.
mutation Open($code: String = "", $title: String = "", $covered: Boolean = false, $spots: [OpenGarage_Spot!] = []) {
  Garage {
    open(input: { code: $code, title: $title, covered: $covered, spots: $spots }) {
      correlationId
    }
  }
}
`)
  expect(
    files.get('prepared-statements/views/Garage/byTitle.txt'),
  ).toBe(`# Managed by Liftlock: change the model and generate again.
query BytitleGarage($title_equals: String = "", $limit: Int, $nextToken: String) {
  Garage {
    byTitle(title_equals: $title_equals, limit: $limit, nextToken: $nextToken) {
      resultset {
        key
        code
        title
        covered
        visitCount
        changedAt
        spots { number plate }
      }
      nextToken
    }
  }
}
`)
})

test('a form asks for what a client may send, with expanded patterns and nested collections', () => {
  const form = JSON.parse(files.get('form-definitions/OpenGarage.json') ?? '[]')
  expect(form[0]).toEqual({ type: 'meta', message: 'Managed by Liftlock: change the model and generate again.' })
  expect(form[1]).toMatchObject({ name: 'code', title: 'Code', type: 'String', pattern: '^[A-Z]{3}$' })
  expect(form.at(-1)).toMatchObject({
    name: 'spots',
    type: 'nested',
    fields: [
      { name: 'number', title: 'Number' },
      { name: 'hourlyRate', title: 'Hourly Rate' },
    ],
  })
  expect(JSON.parse(files.get('form-definitions/Garage/get.json') ?? '[]')).toContainEqual({
    name: 'key',
    title: 'Key',
    type: 'String',
  })
  const filter = JSON.parse(files.get('form-definitions/Garage/Visit/filter.json') ?? '[]')
  expect(filter[1]).toEqual({ name: 'key_begins_with', title: 'Key Begins With', type: 'String' })
})

test('auto-filled inputs, inputs without a field, optional clauses and every kind of result give valid documents', () => {
  const model = modelOf({
    commands: [
      commandOf('PingRequested', { method: 'ping', fields: [inputOf('by', 'String', { autoFill: 'username' })] }),
      commandOf('TagRequested', {
        method: 'tag',
        namespace: ['Garage', 'Visit'],
        fields: [inputOf('rate', 'Float', { default: 2.5 }), inputOf('note', 'String', { default: 'say "é"' })],
        collections: [
          inputsOf('tags', inputOf('tag', 'String')),
          inputsOf('hidden', inputOf('id', 'String', { autoFill: 'uuid' })),
        ],
      }),
    ],
    views: [
      viewOf('Item', { number: 'String' }),
      viewOf(
        'Garage',
        { code: 'String', tags: 'StringList', full: 'Boolean' },
        {
          key: 'code',
          relations: [
            relationOf('items', 'ObjectList', 'Item'),
            relationOf('other', 'ManyToOne', 'Garage', 'canonical'),
          ],
          queries: [
            queryOf('get', 'get'),
            queryOf('filter', 'filter', {
              clauses: [clauseOf('full', 'Boolean', 'equals'), clauseOf('tags', 'StringList', 'equals')],
            }),
            queryOf('full', 'query', { canonicalSearch: true, clauses: [clauseOf('full', 'Boolean', 'equals')] }),
          ],
        },
      ),
    ],
    projections: [projectionOf('Occupancy', 'Item'), projectionOf('Items', 'Item', { returns: 'list' })],
  })
  expect(mistakes(model)).toEqual([])
  const made = renderAssist(model)
  expect(made.get('prepared-statements/commands/Ping.txt')).toContain('    ping {')
  expect(made.get('prepared-statements/views/Garage/filter.txt')).toContain('$full_equals: Boolean, ')
  expect(JSON.parse(made.get('form-definitions/Ping.json') ?? '')).toHaveLength(1)
  expect(made.get('form-definitions/Tag.json')).not.toContain('hidden')
})
