import { expect, test } from '@jest/globals'
import { activityOf, aggregateOf, commandOf, modelOf, notifierOf } from '../../../test/support/hand-made-model.ts'
import { renderedTemplate, statementsOf } from '../../../test/support/rendered-template.ts'
import type { Processor } from '../model/types/flow.ts'
import type { Model } from '../model/types/model.ts'
import type { Activity } from '../model/types/notifier.ts'

const place = { file: 'hand-made.xml', line: 1, column: 1 }
const python = (text: string) => ({ text, place })
const value = (text: string) => ({ kind: 'python', source: python(text) }) as const
const asks = 'from draftsman.ViewStoreApi import Query\nQuery("Garage").get_item("PAR").run()'
const library = {
  modules: [
    { path: 'lib/Asking.py', text: `def titles(flow):\n    ${asks.replace('\n', '\n    ')}` },
    { path: 'lib/Leading.py', text: 'from lib import Asking\n\ndef titles(flow):\n    Asking.titles(flow)' },
    { path: 'lib/Round.py', text: 'import Round\n\ndef titles(flow):\n    Round.titles(flow)' },
  ],
  keyExpressions: [{ name: 'titleOf', place, parameters: ['code'], body: python('__import__("Asking").titles(code)') }],
}
const call = (module: string) => ({ kind: 'function', module, handler: 'titles', place }) as const
const event = { name: 'Opened', place, source: 'Parking.Garage', fields: [], collections: [] }
const command = commandOf('OpenGarageRequested')

function modelWith(parts: { processor?: Processor; key?: string; handler?: string; activity?: Activity }): Model {
  const { processor, key, handler, activity } = parts
  const aggregate = aggregateOf('Parking', 'Garage', { kind: 'command', command })
  const [flow] = aggregate.flows
  const [trigger] = flow!.triggers
  return modelOf({
    ...library,
    commands: [command],
    aggregates: [
      {
        ...aggregate,
        handlers:
          handler === undefined ? [] : [{ place, event, change: { kind: 'code', code: python(handler) } as const }],
        flows: [
          {
            ...flow!,
            triggers: [{ ...trigger!, ...(key === undefined ? {} : { key: value(key) }) }],
            processors: processor === undefined ? [] : [processor],
          },
        ],
      },
    ],
    notifiers: activity === undefined ? [] : [notifierOf('Setup', [{ kind: 'command', command }], activity)],
  })
}

const readsViews = (model: Model, name: string) => {
  const { Resources } = renderedTemplate(model)
  const statements = statementsOf(Resources[`${name}Role`]!)
  const onViews = statements.filter(({ Resource }) => JSON.stringify(Resource).includes('"ViewStore"'))
  const variable = 'VIEW_STORE_TABLE' in Resources[name]!.Properties.Environment.Variables
  return { actions: onViews.flatMap(({ Action }) => Action), variable }
}
const granted = { actions: ['dynamodb:GetItem', 'dynamodb:Query'], variable: true }
const closed = { actions: [], variable: false }

test.each<[string, Parameters<typeof modelWith>[0]]>([
  ['code in place', { processor: { kind: 'code', place, code: { kind: 'inline', source: python(asks) } } }],
  ['a function of a module', { processor: { kind: 'code', place, code: call('Asking') } }],
  ['a module that leads to another', { processor: { kind: 'code', place, code: call('Leading') } }],
  ['a condition', { processor: { kind: 'validator', place, condition: python('Asking.f()'), exception: 'no' } }],
  [
    'the text of an exception',
    {
      processor: { kind: 'validator', place, condition: python('flow.a'), exception: '{__import__("Asking")}' },
    },
  ],
  ['a variable', { processor: { kind: 'set-variable', place, name: 'a', expression: python('Leading.f()') } }],
  [
    'a mapping',
    {
      processor: { kind: 'emit-event', place, event, mappings: [{ target: 'a', value: value('Asking.f()'), place }] },
    },
  ],
  ['a new key', { processor: { kind: 'update-key', place, key: value('Asking.f()') } }],
  ['a key expression', { key: 'expressions.titleOf(event.code)' }],
  ['an event handler', { handler: asks }],
])('a flow with Query in %s may read the view store', (_, parts) => {
  expect(readsViews(modelWith(parts), 'ParkingGarageBehavior')).toEqual(granted)
})

test.each<[string, Activity]>([
  ['code in place', activityOf('code', { code: { kind: 'inline', source: python(asks) } })],
  ['a function of a module', activityOf('code', { code: call('Leading') })],
  ['a condition', activityOf('write-file', { condition: python('Asking.f()') })],
  ['a setting', activityOf('write-file', { texts: { content: value('Asking.f()') } })],
  ['a variable', activityOf('set-variable', { expression: python('Asking.f()') })],
  ['a loop', activityOf('loop', { activities: [activityOf('code', { code: call('Asking') })] })],
])('a notifier with Query in %s may read the view store, and the flows beside it may not', (_, activity) => {
  const model = modelWith({ activity })
  expect(readsViews(model, 'SetupNotifier')).toEqual(granted)
  expect(readsViews(model, 'ParkingGarageBehavior')).toEqual(closed)
})

test('a module that only leads to itself gives no right', () => {
  const model = modelWith({ processor: { kind: 'code', place, code: call('Round') }, activity: activityOf('HTTP') })
  expect(readsViews(model, 'ParkingGarageBehavior')).toEqual(closed)
  expect(readsViews(model, 'SetupNotifier')).toEqual(closed)
})
