import { join } from 'node:path'
import { afterEach, expect, test } from '@jest/globals'
import { buildSchema } from 'graphql'
import { renderApi } from '../../src/generator/api/render-api.ts'
import { renderInfrastructure } from '../../src/generator/infrastructure/render-infrastructure.ts'
import { readModel } from '../../src/generator/model/read-model.ts'
import { nodeFiles } from '../../src/system/node-files.ts'
import { nodeProcesses } from '../../src/system/node-processes.ts'
import { packageRoot } from '../../src/system/package-root.ts'
import { toolkitResources } from '../support/generated-api.ts'
import { testPython } from '../support/ministack.ts'
import { renderedTemplate } from '../support/rendered-template.ts'

const processes = nodeProcesses(new AbortController().signal)
const { model } = await readModel(nodeFiles, join(packageRoot(), 'examples/parking'))
const folders: string[] = []
afterEach(() => Promise.all(folders.splice(0).map((folder) => nodeFiles.remove(folder))))

test('cfn-lint finds nothing in the template of ParkingDesk', async () => {
  const { exitCode, stdout } = await lint(renderInfrastructure(model!).get('template.json')!)

  expect(stdout).toBe('')
  expect(exitCode).toBe(0)
}, 90_000)

test('cfn-lint would find what is wrong', async () => {
  const broken = renderInfrastructure(model!)
    .get('template.json')!
    .replace('"RetentionInDays": 30', '"RetentionInDays": 31')

  expect((await lint(broken)).stdout).toMatch(/E\d{4}.*31/)
}, 90_000)

test('every local path of the template of ParkingDesk is in the application', async () => {
  const { text, dangling } = renderedTemplate(model!)
  const files = renderApi(model!, await toolkitResources())
  const named = [...text.matchAll(/"(?:resolvers\/[^"]+|schema\.graphql)"/g)].map(([path]) => path.slice(1, -1))

  expect(new Set(named)).toEqual(new Set(files.keys()))
  expect(dangling()).toEqual([])
})

test('the schema of ParkingDesk builds, and has what the format shows of it', async () => {
  const schema = (await renderApi(model!, await toolkitResources())).get('schema.graphql')!
  const directives = ['aws_api_key', 'aws_cognito_user_pools', 'aws_iam'].map(
    (name) => `directive @${name} on OBJECT | FIELD_DEFINITION\n`,
  )
  const subscribe = 'directive @aws_subscribe(mutations: [String!]!) on FIELD_DEFINITION\n'
  const shown = [
    'get(key: ID!): Garage',
    'filter(covered_equals: Boolean, visitCount_greater_than_equals: Int, limit: Int, nextToken: String): Garage_ResultSet',
    'byTitle(title_equals: String!, limit: Int, nextToken: String): Garage_ResultSet @aws_api_key',
    'occupancy(code: String!): OccupancyReport',
    'Visit: GarageVisit_Queries',
    'filter(key_begins_with: String!, limit: Int, nextToken: String): GarageVisit_ResultSet',
    'start(input: StartGarageVisit_Payload!): CommandResult',
    'spots: [OpenGarage_Spot!]',
    'hourlyRate: Float\n',
    'visits: [GarageVisit]',
    'garage: Garage',
  ]

  expect(buildSchema(directives.join('') + subscribe + schema).getQueryType()?.name).toBe('Query')
  expect(shown.filter((line) => !schema.includes(line))).toEqual([])
})

async function lint(template: string) {
  const folder = await nodeFiles.temporaryFolder('liftlock-lint-')
  folders.push(folder)
  const path = join(folder, 'template.json')
  await nodeFiles.write(path, template)
  return processes.run(await testPython(), ['-c', 'from cfnlint.runner import main; main()', '-t', path])
}
