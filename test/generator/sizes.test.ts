import { expect, test } from '@jest/globals'
import { generate } from '../../src/generator/generate.ts'
import { toolkitResources } from '../support/generated-api.ts'
import { aggregateOf, commandOf, modelOf } from '../support/hand-made-model.ts'
import { renderedTemplate } from '../support/rendered-template.ts'

/** `Aaa`, `Aab` and so on: names of a model have no digits. */
const letters = (index: number) =>
  Array.from({ length: 4 }, (_, at) => String.fromCharCode(97 + (Math.floor(index / 26 ** at) % 26))).join('')

const modelWith = (count: number) =>
  modelOf({
    aggregates: Array.from({ length: count }, (_, index) => {
      const name = `Garage${letters(index)}`
      const command = commandOf(`Open${name}Requested`, { namespace: [name] })
      return aggregateOf('Parking', name, { kind: 'command', command })
    }),
  })

test.each([0, 1, 40])(
  'a model with %d aggregates becomes an application whose template refers to what is there',
  async (count) => {
    const tree = generate(modelWith(count), await toolkitResources())
    const flows = [...tree.keys()].filter((path) => path.endsWith('/flows/work.py'))
    expect([flows.length, tree.has('template.json'), tree.has('gate.json')]).toEqual([count, true, true])
    expect(renderedTemplate(modelWith(count)).dangling()).toEqual([])
  },
)

test('the longest names give files that every file system takes', async () => {
  const long = (letter: string) => `${letter}a`.repeat(40)
  const command = commandOf(long('C'), { namespace: ['A', 'B', 'D'].map(long), method: 'm'.repeat(80) })
  const aggregate = aggregateOf(long('S'), long('N'), { kind: 'command', command })
  const tree = generate(modelOf({ commands: [command], aggregates: [aggregate] }), await toolkitResources())
  const names = [...tree.keys()].flatMap((path) => path.split('/'))
  const handler = [...tree.keys()].find((path) => path.includes('handlers/sa_sa'))

  expect(Math.max(...names.map((name) => name.length))).toBeLessThanOrEqual(255)
  expect(tree.get('template.json')).toContain(
    handler?.replace(/^application\/handlers\/(.*)\.py$/, '"handlers.$1.handler"'),
  )
})

test('a model with ten thousand aggregates is refused with the number that does not fit, before anything is written', async () => {
  const resources = await toolkitResources()
  expect(() => generate(modelWith(10_000), resources)).toThrow(
    expect.objectContaining({
      reason: 'template-invalid',
      message: expect.stringMatching(/needs \d{5} resources, and a stack with its nested stacks may have 2500/),
    }),
  )
})
