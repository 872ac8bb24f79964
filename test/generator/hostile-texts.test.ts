import { beforeAll, expect, test } from '@jest/globals'
import { parse } from 'graphql'
import { generate } from '../../src/generator/generate.ts'
import type { Model } from '../../src/generator/model/types/model.ts'
import type { FileTree } from '../../src/generator/resources.ts'
import { parseTemplate } from '../../src/local/appsync/vtl/parse-template.ts'
import { nodeProcesses } from '../../src/system/node-processes.ts'
import { generatedApi, toolkitResources, userWith } from '../support/generated-api.ts'
import {
  activityOf,
  aggregateOf,
  commandOf,
  eventOf,
  inputOf,
  literal,
  modelOf,
  notifierOf,
  queryOf,
  relationOf,
  roleNamed,
  viewOf,
} from '../support/hand-made-model.ts'
import { testPython } from '../support/ministack.ts'
import { seededRandom } from '../support/seeded-random.ts'

/* Whatever text a model holds at the places that take any text, what is generated parses in each language and reads it back. */
const place = { file: 'hostile.xml', line: 1, column: 1 }
const pieces = [
  ...[
    '"',
    "'",
    '\\',
    '"""',
    "'''",
    '\n',
    '\r\n',
    '\t',
    '\0',
    '`',
    '#',
    '$',
    '{',
    '}',
    '%',
    '</script>',
    '{{ 1 }}',
    '{% x %}',
  ],
  ...[
    '${AWS::AccountId}',
    '${!x}',
    '$util.error("x")',
    '#end',
    '#set($x = 1)',
    '"); import os; os.system("touch x")',
    '$(touch x)',
  ],
  ...[
    '\u202e',
    '\u2066',
    '\u2028',
    '\ufeff',
    '😀',
    'é',
    'a',
    ' ',
    '\\u0041',
    '\\N{BULLET}',
    '!Ref A',
    '{{resolve:ssm:a}}',
  ],
]
const random = seededRandom(20261130)
const mixed = Array.from({ length: 30 }, () =>
  Array.from({ length: 1 + random.below(9) }, () => pieces[random.below(pieces.length)]).join(''),
)
const texts = [...pieces, ...mixed, 'long '.repeat(2000), '"\\\n'.repeat(1000)]

/** A model with the text at each of its free places. */
function modelWith(text: string): Model {
  const command = commandOf('OpenGarageRequested', {
    access: roleNamed(text),
    fields: [inputOf('code', 'String', { default: text })],
  })
  const opened = {
    ...eventOf('GarageOpened'),
    fields: [{ name: 'note', place, type: 'String' as const, default: text }],
  }
  const aggregate = aggregateOf('Parking', 'Garage', { kind: 'command', command })
  const flow = {
    ...aggregate.flows[0]!,
    processors: [
      { kind: 'validator' as const, place, condition: { text: 'True', place }, exception: text },
      {
        kind: 'emit-event' as const,
        place,
        event: opened,
        mappings: [{ target: 'note', value: literal(text), place }],
      },
    ],
    testCases: [
      {
        ...{
          name: 'Case',
          place,
          trigger: aggregate.flows[0]!.triggers[0]!,
          expects: 'success' as const,
          user: text,
          inputs: { code: text },
        },
        expectedEvents: [{ event: opened, fields: { note: text }, place }],
      },
    ],
  }
  const key = { name: 'code', type: 'String' as const }
  return modelOf({
    roles: [],
    commands: [command],
    aggregates: [{ ...aggregate, events: [opened], flows: [flow] }],
    notifiers: [
      notifierOf(
        'Teller',
        [
          { kind: 'event', event: opened, aggregate: { subDomain: 'Parking', name: 'Garage' } },
          { kind: 'schedule', expression: 'rate(1 minute)' },
        ],
        activityOf('send-email', {
          texts: { receiver: literal(text), subject: literal(text), text: literal(text) },
          settings: { sender: 'desk@parking.example' },
        }),
        activityOf('write-file', {
          texts: { 'file-name': literal(text), path: literal(text), content: literal(text) },
        }),
        activityOf('send-graphql-notification', {
          texts: { identifier: literal(text), 'notification-type': literal(text), message: literal(text) },
        }),
        activityOf('HTTP', { output: 'answer', texts: { url: literal(text) }, settings: { method: 'GET' } }),
      ),
    ],
    views: [
      viewOf(
        'Garage',
        { code: 'String' },
        {
          key: 'code',
          queries: [queryOf('get', 'get', { access: roleNamed(text) })],
          relations: [relationOf('other', 'OneToOne', 'Garage', key, roleNamed(text))],
        },
      ),
    ],
    templates: [{ path: 'templates/text.md', text }],
    scenarios: [
      {
        name: 'Visit',
        place,
        extends: [],
        steps: [
          {
            kind: 'set-variables',
            place,
            description: text,
            inputs: [{ name: 'code', type: 'String', value: text, place }],
          },
        ],
      },
    ],
  })
}

let trees: readonly FileTree[]
let constants: readonly Readonly<Record<string, readonly string[]>>[]

/** The text constants of every Python file, as Python itself reads them. */
async function pythonConstants(): Promise<typeof constants> {
  const script = [
    'import ast, json, sys',
    'def read(text): return [n.value for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Constant) and isinstance(n.value, str)]',
    'json.dump([{path: read(text) for path, text in tree.items()} for tree in json.load(sys.stdin)], sys.stdout)',
  ].join('\n')
  const own = trees.map((tree) =>
    Object.fromEntries([...tree].filter(([path]) => path.endsWith('.py') && !path.includes('draftsman/'))),
  )
  const { stdout, stderr } = await nodeProcesses(new AbortController().signal).run(
    await testPython(),
    ['-X', 'utf8', '-c', script],
    { input: JSON.stringify(own) },
  )
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout)
}

beforeAll(async () => {
  const resources = await toolkitResources()
  trees = texts.map((text) => generate(modelWith(text), resources))
  constants = await pythonConstants()
}, 60_000)

const textsIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}
/** Numbers of the texts for which a condition does not hold. */
const failing = (holds: (tree: FileTree, text: string, index: number) => boolean) =>
  texts.flatMap((text, index) => (holds(trees[index]!, text, index) ? [] : [JSON.stringify(text).slice(0, 60)]))

test('Python compiles every file, and reads back the texts of events, activities, errors and unit tests', () => {
  const files = [
    'application/domain/parking/garage/events.py',
    'application/notifiers/teller.py',
    'application/domain/parking/garage/flows/work.py',
    'tests/test_parking__garage__work.py',
  ]
  expect(Object.keys(constants[0]!)).toEqual(expect.arrayContaining(files))
  for (const file of files)
    expect([file, failing((_, text, index) => constants[index]![file]!.includes(text))]).toEqual([file, []])
})

test('the definition of the gate reads back as it was', () => {
  expect(
    failing((tree, text) => textsIn(JSON.parse(tree.get('gate.json')!)).filter((each) => each === text).length >= 2),
  ).toEqual([])
})

test('no text becomes a reference, a dynamic reference or another resource of the template', () => {
  const shape = (tree: FileTree) => {
    const template = JSON.parse(tree.get('template.json')!)
    const found: string[] = []
    const visit = (value: unknown) => {
      if (typeof value !== 'object' || value === null) return
      for (const [name, member] of Object.entries(value)) {
        if (name === 'Ref') found.push(`Ref ${member}`)
        if (name === 'Fn::GetAtt') found.push(`GetAtt ${member}`)
        if (name === 'Fn::Sub')
          found.push(...[...String(member).matchAll(/\$\{([^!}][^}]*)\}/g)].map(([, inner]) => `Sub ${inner}`))
        visit(member)
      }
    }
    visit(template)
    return JSON.stringify([Object.keys(template.Resources), found.sort()])
  }
  expect(failing((tree) => shape(tree) === shape(trees[texts.indexOf('a')]!))).toEqual([])
  expect(failing((tree) => !tree.get('template.json')!.includes('{{resolve:'))).toEqual([])
})

test('the schema is the same whatever the texts are', () => {
  const schema = (tree: FileTree) => tree.get('schema.graphql')!
  expect(() => parse(schema(trees[0]!))).not.toThrow()
  expect(failing((tree) => schema(tree) === schema(trees[0]!))).toEqual([])
})

test('every resolver is a template, and only the role of this very name is let in', async () => {
  const context = (text: string) => ({ identity: userWith('ann', text), stash: {}, arguments: { input: {} } })
  for (const [index, text] of texts.entries()) {
    const resolvers = [...trees[index]!].filter(([path]) => path.endsWith('.vtl'))
    for (const [, template] of resolvers) parseTemplate(template)
    const api = await generatedApi(modelWith(text))
    const answer = api.answer('Garage_Mutations.open.request', context(text)) as {
      events: { detail: { data: { code: string } } }[]
    }
    expect(answer.events[0]!.detail.data.code).toBe(text)
    expect(api.refusal('Garage_Mutations.open.request', context(`${text}x`)).type).toBe('Unauthorized')
  }
}, 60_000)
