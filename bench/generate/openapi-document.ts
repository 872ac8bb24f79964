import { type FieldType, seededEntities } from './make-model.ts'

const types = { String: 'string', Int: 'integer', Float: 'number', Boolean: 'boolean' } satisfies Record<
  FieldType,
  string
>

/** The entities of a seeded model as an OpenAPI document with one operation each, for generators that read OpenAPI. */
export function openapiDocument(count: number): string {
  const entities = seededEntities(count)
  const schemas = entities.map(({ name, fields }) => {
    const properties = Object.fromEntries(fields.map((field) => [field.name, { type: types[field.type] }]))
    return [name, { type: 'object', required: ['code'], properties }]
  })
  const paths = entities.map(({ name }) => {
    const content = { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } }
    return [`/${name}`, { get: { responses: { 200: { description: name, content } } } }]
  })
  return JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'SeededModel', version: '1' },
    paths: Object.fromEntries(paths),
    components: { schemas: Object.fromEntries(schemas) },
  })
}
