import { expect, test } from '@jest/globals'
import { buildSchema } from 'graphql'
import { renderApi } from '../../src/generator/api/render-api.ts'
import { generate } from '../../src/generator/generate.ts'
import { readModel } from '../../src/generator/model/read-model.ts'
import { runHandler } from '../../src/local/appsync/javascript/run-handler.ts'
import { toolkitResources } from '../support/generated-api.ts'
import { type Change, parkingFiles } from '../support/parking-model.ts'

const list = (name: string) =>
  `<nested-object name="${name}"><field name="number" type="String"></field></nested-object>`
const opened = 'domain/Parking/Garage/events/GarageOpened.xml'
const closing = 'commands/Garage/CloseGarageRequested.xml'
const occupancy = 'projections/Garage/GarageOccupancy.xml'

test.each<[what: string, file: string, change: Change, finding: string]>([
  [
    'two lists of an event',
    opened,
    ['</event>', `${list('spots')}</event>`],
    'V-04 event GarageOpened has two collections spots',
  ],
  [
    'a field and a list of an event',
    opened,
    ['</event>', `${list('title')}</event>`],
    'V-04 event GarageOpened has a field and a collection title',
  ],
  [
    'a field and a list of a command',
    closing,
    ['</event>', `${list('reason')}</event>`],
    'V-04 command CloseGarageRequested has a field and a collection reason',
  ],
  [
    'two lists of a command that give one type',
    closing,
    ['</event>', `${list('spot')}${list('spots')}</event>`],
    'V-05 there are two input types CloseGarage_Spot',
  ],
  [
    'two entities of an aggregate',
    'domain/Parking/Garage/entities/more.xml',
    '<nested-object name="spots" business-key="number"><field name="number" type="String"></field></nested-object>',
    'V-04 Garage has two collections spots',
  ],
  [
    'two inputs of a projection with different types',
    occupancy,
    ['</projection>', '<input name="code" type="Int" required="true"></input></projection>'],
    'V-04 field code is String and Int',
  ],
])('%s are refused at the second one', async (_what, file, change, finding) => {
  const { findings } = await readModel(await parkingFiles({ [file]: change }), 'model')

  const errors = findings.filter(({ severity }) => severity === 'error')
  expect(errors.map(({ rule, text }) => `${rule} ${text}`)).toEqual([finding])
  expect(errors[0]?.place?.file).toMatch(/^(?:domain|commands|projections)\//)
})

test('an input of a projection that stands there twice counts once', async () => {
  const { model } = await readModel(
    await parkingFiles({
      [occupancy]: ['</projection>', '<input name="code" type="String" required="true"></input></projection>'],
    }),
    'model',
  )
  const schema = renderApi(model!, await toolkitResources()).get('schema.graphql')!

  expect(() => buildSchema(`${schema}${directives}`)).not.toThrow()
})

/** Words of Python, GraphQL, JavaScript, VTL, DynamoDB and SQL, and names that generated code uses itself. */
const words = (
  'self cls data type id name status date value timestamp match print list event flow constructor toString body query ' +
  'mutation null true input source correlationId groups previous snapshot item domainEvent user size order select fragment ' +
  'on schema resultset username now util ctx hasOwnProperty string int str dict super object property'
).split(' ')

test('fields may have the names of words in the languages of the application', async () => {
  const each = (text: (name: string) => string) => words.map(text).join('')
  const field = each((name) => `<field name="${name}" type="String"></field>`)
  const set = each((name) => `<mapping target="${name}" value="${name}" operand="set"></mapping>`)
  const { model, findings } = await readModel(
    await parkingFiles({
      'commands/Odd/MakeOddRequested.xml': `<event graphql-namespace="Odd" graphql-name="make" name="MakeOddRequested" type="ActorEvent" authorization="anonymous">${field}</event>`,
      'domain/Parking/Odd/root.xml': `<aggregate name="Odd" business-key="id">${field}</aggregate>`,
      'domain/Parking/Odd/events/OddMade.xml': `<event name="OddMade" type="DomainEvent" source="Parking.Odd">${field}</event>`,
      'domain/Parking/Odd/event-handlers/OddMade.xml': `<event-handler on="OddMade">${set}</event-handler>`,
      'domain/Parking/Odd/behavior-flows/Make.xml': `<command name="Make" create-command="true"><trigger source="MakeOddRequested" key-field="id">${each((name) => `<mapping target="${name}" value="${name}"></mapping>`)}</trigger><processor type="emit-event" ref="OddMade">${each((name) => `<mapping target="${name}" value="#flow.${name}"></mapping>`)}</processor></command>`,
      'views/Odd/Odd.xml': `<view name="Odd"><field name="code" type="String" pk="true"></field>${field}<snapshot-handler sub-domain="Parking" aggregate="Odd" key-mapping="id"><mapping target="code" value="id" operand="set"></mapping>${set}</snapshot-handler><query graphql-namespace="Odd" field-name="find" type="query" authorization="anonymous">${each((name) => `<filter-clause field-name="${name}" operand="equals"></filter-clause>`)}</query></view>`,
    }),
    'model',
  )
  const errors = findings.filter(({ severity }) => severity === 'error')
  const tree = generate(model!, await toolkitResources())
  const input = Object.fromEntries(words.map((name) => [name, `a ${name}`]))
  const context = { arguments: { input }, identity: null, request: { headers: {} }, stash: {} }
  const published = runHandler(tree.get('resolvers/Odd_Mutations.make.js')!, 'request', context, session)
  const filter = tree.get('resolvers/Odd_Queries.find.request.vtl')!

  expect(errors).toEqual([])
  expect(published).toMatchObject({ kind: 'value', value: { events: [{ detail: { data: input } }, {}] } })
  expect(() => buildSchema(`${tree.get('schema.graphql')}${directives}`)).not.toThrow()
  expect(words.filter((name) => new RegExp(`"expression": .*[ (]${name}[ )]`).test(filter))).toEqual([])
})

const session = {
  authType: 'API Key Authorization',
  field: { name: 'make', type: 'Odd_Mutations' },
  addResponseHeader: () => undefined,
  log: () => undefined,
  setSubscriptionFilter: () => undefined,
}

/** What AppSync knows without a declaration. */
const directives = ['api_key', 'iam', 'cognito_user_pools']
  .map((name) => `\ndirective @aws_${name} on OBJECT | FIELD_DEFINITION`)
  .concat('\ndirective @aws_subscribe(mutations: [String!]) on FIELD_DEFINITION')
  .join('')
