import { expect, test } from '@jest/globals'
import { parse, validate } from 'graphql'
import { authenticated, commandOf, modelOf } from '../../../test/support/hand-made-model.ts'
import { gateDefinition } from '../../core/gate/gate-definition.ts'
import { buildApiSchema } from '../../local/appsync/api/schema.ts'
import { nodeFiles } from '../../system/node-files.ts'
import { renderSchema } from '../api/render-schema.ts'
import { readModel } from '../model/read-model.ts'
import type { Model } from '../model/types/model.ts'
import { gateOf, renderGate } from './render-gate.ts'

const { model } = (await readModel(nodeFiles, 'examples/parking')) as { model: Model }
const place = { file: 'scenarios/X.xml', line: 1, column: 1 }

test('the gate of ParkingDesk is what the runner reads', () => {
  const parsed = gateDefinition.safeParse(JSON.parse(renderGate(model)))
  expect(parsed.error).toBeUndefined()
})

test.each([
  ['hello', 2],
  ['library', 12],
  ['parking', 9],
])('every document of examples/%s is valid against its schema', async (example, count) => {
  const { model } = (await readModel(nodeFiles, `examples/${example}`)) as { model: Model }
  const schema = buildApiSchema(renderSchema(model))
  const gate = gateOf(model)
  const documents = gate.scenarios.flatMap(({ activities }) =>
    activities.flatMap((activity) => ('document' in activity ? [activity.document] : [])),
  )
  const errors = [...documents, gate.traces!.document].flatMap((document) => validate(schema, parse(document)))
  expect(documents).toHaveLength(count)
  expect(errors.map(({ message }) => message)).toEqual([])
})

test('the same model gives the same bytes', async () => {
  const again = (await readModel(nodeFiles, 'examples/parking')) as { model: Model }
  expect(renderGate(model)).toBe(renderGate(again.model))
})

test('denominators are the domain events and the views with a query, each with its file', () => {
  const { events, views, projections } = gateOf(model)
  expect(events.map(({ name, source }) => `${source} ${name}`)).toEqual([
    'domain.Parking.Garage GarageClosed',
    'domain.Parking.Garage GarageOpened',
    'domain.Parking.Garage SpotOccupied',
    'domain.Parking.Visit VisitStarted',
  ])
  expect(views.map(({ name, place: { file } }) => `${name} ${file}`)).toEqual([
    'Garage views/Garage/Garage.xml',
    'GarageVisit views/Garage/Visit/GarageVisit.xml',
  ])
  expect(projections.map(({ path }) => path)).toEqual(['Garage.occupancy'])
})

test('a query asks for just what is expected, under the arguments of its clauses', () => {
  const close = gateOf(model).scenarios.find(({ name }) => name === 'CloseGarage')!
  const [filter, byTitle] = close.activities.filter(({ kind }) => kind === 'query')
  expect(filter).toMatchObject({
    identity: 'user',
    document: expect.stringContaining('resultset { code spots { plate } } nextToken'),
    arguments: [{ to: 'covered_equals' }, { to: 'visitCount_greater_than_equals', type: 'Int' }],
  })
  expect(byTitle).toMatchObject({ identity: 'api-key', arguments: [{ to: 'title_equals', value: '#title#' }] })
})

test('groups that a deployment makes are kept, and none is removed when their names are computed', () => {
  expect(gateOf(model).cleaning).toMatchObject({ users: true, keepGroups: ['administrator'], removeEmptyGroups: true })
  const [setup] = model.notifiers.filter(({ name }) => name === 'SetupEnvironment')
  const python = { kind: 'python', source: { text: 'flow.name', place } } as const
  const computed = {
    ...setup!,
    activities: setup!.activities.map((each) => ({ ...each, texts: { ...each.texts, 'group-name': python } })),
  }
  expect(gateOf({ ...model, notifiers: [computed] }).cleaning).toMatchObject({
    keepGroups: [],
    removeEmptyGroups: false,
  })
})

test('a command without input is called without one', () => {
  const command = commandOf('PingGarageRequested', { namespace: ['Garage'], method: 'ping', access: authenticated })
  const step = { kind: 'mutation', place, description: '', command, inputs: [], traces: [] } as const
  const made = gateOf(modelOf({ commands: [command], scenarios: [{ name: 'X', place, extends: [], steps: [step] }] }))
  expect(made.scenarios[0]!.activities[0]).toMatchObject({
    document: 'mutation PingGarage { Garage { ping { correlationId } } }',
    variables: {},
  })
})
