import { beforeAll, expect, test } from '@jest/globals'
import { renderAssist } from '../../src/generator/assist/render-assist.ts'
import { generate } from '../../src/generator/generate.ts'
import { loadResources } from '../../src/generator/load-resources.ts'
import { readModel } from '../../src/generator/model/read-model.ts'
import type { Resources } from '../../src/generator/resources.ts'
import { nodeFiles } from '../../src/system/node-files.ts'
import { packageRoot } from '../../src/system/package-root.ts'
import { type Change, parkingFiles } from '../support/parking-model.ts'

let resources: Resources

beforeAll(async () => {
  resources = await loadResources(nodeFiles, packageRoot())
})

async function generated(changes: Readonly<Record<string, Change>> = {}) {
  const { model, findings } = await readModel(await parkingFiles(changes), 'model')
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
  const tree = generate(model!, resources)
  const template = JSON.parse(tree.get('template.json')!) as {
    Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>
  }
  const resolvers = Object.entries(template.Resources).filter(([, { Type }]) => Type === 'AWS::AppSync::Resolver')
  return {
    paths: [...tree.keys(), ...[...renderAssist(model!).keys()].map((path) => `assist/${path}`)],
    ids: new Map(resolvers.map(([id, { Properties }]) => [`${Properties.TypeName}.${Properties.FieldName}`, id])),
  }
}

const command = (namespace: string, method: string): string =>
  `<event graphql-namespace="${namespace}" graphql-name="${method}" type="ActorEvent" authorization="authenticated"><field name="code" type="String"></field></event>`
const query = (method: string): Change => [
  '</view>',
  `<query graphql-namespace="Garage" field-name="${method}" type="query" authorization="authenticated"><filter-clause field-name="title" operand="equals"></filter-clause></query></view>`,
]
const visitCommand = { 'commands/Garage/VisitGarageRequested.xml': command('Garage', 'visit') }
const visitQuery = { 'views/Garage/Garage.xml': query('visit') }
const visitProjection = {
  'projections/Garage/GarageOccupancy.xml': ['field-name="occupancy"', 'field-name="visit"'] as const,
  'scenarios/ParkCar.xml': ['path="Garage.occupancy"', 'path="Garage.visit"'] as const,
}
const capitals = {
  'commands/Garage/OpenallGarageRequested.xml': command('Garage', 'openall'),
  'commands/Garage/OpenAllGarageRequested.xml': command('Garage', 'openAll'),
  'views/Garage/Garage.xml': query('bytitle'),
}

test.each([
  ['a command', visitCommand],
  ['a query', visitQuery],
  ['a projection', visitProjection],
  ['names that differ in capitals', capitals],
])('%s beside a namespace of the same word has resources and files of its own', async (_what, changes) => {
  const { paths, ids } = await generated(changes)
  const folded = paths.map((path) => path.toLowerCase())

  expect(folded.filter((path, index) => folded.indexOf(path) !== index)).toEqual([])
  expect(new Set(ids.values()).size).toBe(ids.size)
})

test('what was there keeps its resources when a method comes beside a namespace', async () => {
  const before = await generated()
  const after = await generated({ ...visitCommand, ...visitQuery })

  expect([...after.ids].filter(([field]) => before.ids.has(field))).toEqual([...before.ids])
  expect(after.ids.has('Garage_Mutations.Visit')).toBe(false)
  expect(after.ids.get('Garage_Mutations.visit')).toMatch(/^GarageMutationsVisitResolver[0-9a-f]{8}$/)
})

test('subdomains that give one folder are refused with a place', async () => {
  const root = '<aggregate name="X" business-key="code"><field name="code" type="String"></field></aggregate>'
  const files = await parkingFiles({ 'domain/PARK/X/root.xml': root, 'domain/Park/X/root.xml': root })
  const { findings } = await readModel(files, 'model')

  expect(findings.filter(({ severity }) => severity === 'error')).toMatchObject([
    {
      rule: 'V-05',
      place: { file: 'domain/Park/X/root.xml', line: 1 },
      text: 'the aggregates PARK.X and Park.X give the same name park.x',
    },
  ])
})

test('a view without a field is refused with a place', async () => {
  const { findings } = await readModel(
    await parkingFiles({ 'views/Garage/Town.xml': '<view name="Town"></view>' }),
    'model',
  )
  expect(findings).toMatchObject([
    { severity: 'error', rule: 'V-33', place: { file: 'views/Garage/Town.xml', line: 1 } },
  ])
})
