import { expect, test } from '@jest/globals'
import {
  aggregateOf,
  commandOf,
  inputOf,
  modelOf,
  notifierOf,
  queryOf,
  relationOf,
  viewOf,
} from '../../../../test/support/hand-made-model.ts'
import { renderedTemplates } from '../../../../test/support/rendered-template.ts'
import { whatIsKept } from '../../../delivery/plan/risk/stateful-types.ts'
import type { Model } from '../../model/types/model.ts'

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)

/** Commands with text, each with an aggregate for every tenth and a notifier for every twentieth, and a view. */
function modelWith(commandCount: number, parts: Partial<Model> = {}): Model {
  const commands = numbers(commandCount).map((index) =>
    commandOf(`Do${index}Requested`, { method: `do${index}`, fields: [inputOf('code', 'String')] }),
  )
  const every = (step: number) => commands.filter((_, index) => index % step === 0)
  return modelOf({
    commands,
    aggregates: every(10).map((command) => aggregateOf('Parking', command.name, { kind: 'command', command })),
    notifiers: every(20).map((command) => notifierOf(command.name, [{ kind: 'command', command }])),
    views: [
      viewOf(
        'Visit',
        { id: 'String', garages: 'StringList' },
        {
          key: 'id',
          queries: [queryOf('get', 'get')],
          relations: [relationOf('places', 'ManyToMany', 'Visit', { name: 'garages', type: 'StringList' })],
        },
      ),
    ],
    ...parts,
  })
}

const isStack = (id: string) => /^(Api|Functions)\d$/.test(id)

test('a model of 180 commands fits into one stack', () => {
  const { Resources } = renderedTemplates(modelWith(180)).get('root')!

  expect(Object.keys(Resources).filter(isStack)).toEqual([])
  expect(Object.keys(Resources).length).toBeLessThan(420)
})

/** By logical id, the stack that a resource lies in. */
function placesOf(model: Model): ReadonlyMap<string, string> {
  return new Map(
    [...renderedTemplates(model)].flatMap(([stack, { Resources }]) =>
      Object.keys(Resources).map((id) => [id, stack] as const),
    ),
  )
}

test('a model of 330 commands is divided, no template has more than it may, and every reference leads somewhere', () => {
  const templates = renderedTemplates(modelWith(330))
  const sizes = [...templates.values()].map(({ Resources }) => Object.keys(Resources).length)

  expect([...templates.keys()]).toEqual([
    'root',
    ...['Api1', 'Api2', 'Api3', 'Api4', 'Api5'],
    ...['Functions1', 'Functions2', 'Functions3', 'Functions4', 'Functions5'],
  ])
  expect(sizes.reduce((sum, size) => sum + size)).toBeGreaterThan(500)
  expect(Math.max(...sizes)).toBeLessThanOrEqual(250)
  expect([...templates.values()].flatMap((template) => template.dangling())).toEqual([])
})

test('each nested stack is given exactly the parameters that its template has', () => {
  const [root, ...nested] = [...renderedTemplates(modelWith(330))]
  const given = nested.map(([id]) => Object.keys(root![1].Resources[id]!.Properties.Parameters))

  expect(given).toEqual(nested.map(([, { Parameters }]) => Object.keys(Parameters)))
  expect(Math.max(...given.map(({ length }) => length))).toBeLessThanOrEqual(200)
})

test('what keeps data stays in the root stack', () => {
  const [, ...nested] = [...renderedTemplates(modelWith(330)).values()]
  const kept = nested.flatMap(({ Resources }) => Object.values(Resources)).filter(({ Type }) => whatIsKept(Type))

  expect(kept).toEqual([])
})

test('resolvers wait for the schema, and the trigger after a deployment for all nested stacks', () => {
  const root = renderedTemplates(modelWith(330)).get('root')!
  const stacks = Object.keys(root.Resources).filter(isStack)

  expect(stacks.filter((id) => id.startsWith('Api')).map((id) => root.Resources[id]!.DependsOn)).toEqual(
    Array.from({ length: 5 }, () => ['ApiSchema']),
  )
  expect(root.Resources.AfterDeploymentTrigger!.DependsOn).toEqual(expect.arrayContaining(stacks))
})

test('a resource stays where it is when the model grows, shrinks, or loses its first elements', () => {
  const before = placesOf(modelWith(310))
  const { commands } = modelWith(310)
  const others = [modelWith(400), modelWith(450), modelWith(300), modelWith(310, { commands: commands.slice(7) })]

  for (const other of others) {
    const after = placesOf(other)
    expect([...before].filter(([id, stack]) => after.has(id) && after.get(id) !== stack)).toEqual([])
  }
})

test('what was deployed in the root stack stays there, and only the rest goes into nested stacks', () => {
  const small = modelWith(200)
  const undivided = placesOf(small)
  const text = `# deployed before\r\n${[...undivided.keys()].join('\r\n')}\n`
  const grown = placesOf(modelWith(310, { rootStack: { path: 'root-stack.lock', text } }))

  expect(new Set(undivided.values())).toEqual(new Set(['root']))
  expect([...undivided.keys()].filter((id) => grown.get(id) !== 'root')).toEqual([])
  expect(grown.get('GarageMutationsDo309Resolver')).toMatch(/^Api\d$/)
  expect(Object.keys(renderedTemplates(modelWith(310)).get('root')!.Resources).length).toBeLessThan(200)
})

test('a divided application that shrinks stays divided by its lock', () => {
  const large = placesOf(modelWith(310))
  const kept = [...large].filter(([, stack]) => stack === 'root').map(([id]) => id)
  const small = placesOf(modelWith(20, { rootStack: { path: 'root-stack.lock', text: kept.join('\n') } }))

  expect(new Set(small.values()).size).toBeGreaterThan(2)
  expect([...small].filter(([id, stack]) => large.get(id) !== stack)).toEqual([])
})

test('the root template says which resources lie in which nested stack', () => {
  const templates = renderedTemplates(modelWith(330))
  const { Metadata } = JSON.parse(templates.get('root')!.text)
  const [, ...nested] = [...templates].map(([id, { Resources }]) => [id, Object.keys(Resources)])

  expect(Metadata.Liftlock.Stacks).toEqual(Object.fromEntries(nested))
})

test('an application beyond the quota of one operation is refused with its number', () => {
  expect(() => renderedTemplates(modelWith(1600))).toThrow(
    expect.objectContaining({
      reason: 'template-invalid',
      message: expect.stringMatching(/needs \d{4} resources, and a stack with its nested stacks may have 2500/),
    }),
  )
})
