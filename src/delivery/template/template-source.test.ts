import { expect, test } from '@jest/globals'
import { seededRandom } from '../../../test/support/seeded-random.ts'
import { parseTemplate } from './template.ts'
import { readTemplateSource, writeTemplate } from './template-source.ts'

const topic = 'Resources: { A: { Type: AWS::SNS::Topic } }\n'

test.each([
  ['foreign tags', 'Resources:\n  A:\n    Code: !Rain::Embed a.py', '3:11: has the tag !Rain::Embed', /rain pkg/],
  ['a short form in small letters', 'A: !ref X', '1:4: has the tag !ref', /did you mean !Ref\?/],
  ['a short form in small letters', 'A: !sub X', '1:4: has the tag !sub', /did you mean !Sub\?/],
  ['a misspelt short form', 'A: [!GetAttr X.Y]', '1:5: has the tag !GetAttr', /did you mean !GetAtt\?/],
  ['a short form in capitals', 'A: !GETATT [a, b]', '1:4: has the tag !GETATT', /did you mean !GetAtt\?/],
  ['a tag of a mapping', 'A: !Foreign { a: 1 }', '1:4: has the tag !Foreign', /leave the tag out/],
  ['bytes', 'A: !!binary aGk=', '1:4: has the tag !!binary', /leave the tag out/],
  ['a set', 'A: !!set { a, b }', '1:4: has the tag !!set', /leave the tag out/],
  ['a tag of a program', 'A: !!python/object:os.system x', '1:4: has the tag !!python/object:os.system', /./],
  ['a tag behind an alias', 'A: &a !ref X\nB: *a', '1:7: has the tag !ref', /did you mean !Ref\?/],
  ['two short forms at once', 'A: !Base64 !Sub x', '1:12: A node can have at most one tag', /long form/],
  ['an alias in itself', 'A: &a [1, *a]', '1:11: has *a inside of itself', /write the value out/],
  ['a merge of itself', 'A: &a { <<: *a }', '1:13: has *a inside of itself', /write the value out/],
  ['two documents', `${topic}---\n${topic}`, '2:1: has more than one document', /leave one of them/],
  ['an open quote', `A: "x\nB: 1\n`, '1:4: opens a quote that nothing closes', /close the quote/],
  ['an open quote', `A: 'x\nB: 1\n`, '1:4: opens a quote that nothing closes', /close the quote/],
  ['an open bracket', 'A: [1\nB: 2\n', 't.yaml:', /./],
  ['a tab', 'A:\n\tB: 1\n', 't.yaml:2:', /indent with blanks/],
  ['a colon in a text', 'A: b: c', '1:4: ', /in quotes/],
  ['a sign at the beginning', 'A: @b', '1:4: ', /in quotes/],
  ['a key that is a list', '? [a]\n: b\n', '1:3: ', /one text/],
])('%s are refused with the place and the next step', async (_, text, message, hint) => {
  await expect(readTemplateSource(text, 't.yaml')).rejects.toMatchObject({
    reason: 'template-invalid',
    message: expect.stringContaining(message),
    hint: expect.stringMatching(hint),
  })
})

test('nine levels of nine aliases are refused before they are unfolded', async () => {
  const levels = Array.from({ length: 9 }, (_, level) => {
    const items = Array(9).fill(level === 0 ? 'x' : `*a${level - 1}`)
    return `A${level}: &a${level} [${items.join(', ')}]`
  })
  const merged = Array.from({ length: 9 }, (_, level) => {
    const merges = Array(9).fill(level === 0 ? '*a' : `*m${level - 1}`)
    return `M${level}: &m${level} { <<: [${merges.join(', ')}] }`
  })
  for (const text of [levels.join('\n'), `A: &a { x: 1 }\n${merged.join('\n')}`])
    await expect(readTemplateSource(text, 't.yaml')).rejects.toThrow(/^t\.yaml:\d+:\d+: has \d+ keys and values/)
})

test.each([
  '{\n  // the template\n  "Resources": {}\n}',
  '{"Resources": {"A": {"Type": "T", /* a kind */ "Properties": {}}},}',
  '{"Url": "https://example.com", "Resources": {} // "last"\n}',
])('%s is JSON with a comment, and is called so', async (text) => {
  const comment = [...text.matchAll(/\/\/ |\/\*/g)][0]!.index
  const line = text.slice(0, comment).split('\n').length
  await expect(readTemplateSource(text, 't.json')).rejects.toMatchObject({
    message: expect.stringMatching(new RegExp(`^t\\.json:${line}:\\d+: has a comment, and JSON has none`)),
  })
})

test.each(['Parameters', 'Conditions', 'Mappings', 'Outputs', 'Metadata', 'Rules', 'Transform', 'Globals'])(
  '%s without content are as if left out',
  async (section) => {
    const template = await parseTemplate(`${section}: # none yet\n${topic}`, 't.yaml')
    expect(Object.keys(template)).toEqual(['Resources'])
  },
)

test.each([
  ['Resources:\n  A:\n  B: { Type: T }\n', 't.yaml:2:3: resource A has no Type'],
  ['Resources:\n  B: { Type: T }\n  A: {}\n', 't.yaml:3:3: resource A has no Type'],
  ['Description: x\nResources:\n', 't.yaml:2:1: the template has no Resources'],
  ['Description: x\n', 't.yaml: the template has no Resources'],
  ['', 't.yaml: the template has no Resources'],
  ['{"Resources": {\n  "A": null}}', 't.yaml:2:3: resource A has no Type'],
])('%j is refused with its line', async (text, message) => {
  await expect(parseTemplate(text, 't.yaml')).rejects.toThrow(message)
})

test('a template may have any number of short forms', async () => {
  const outputs = Array.from({ length: 500 }, (_, index) => `  O${index}: { Value: !Ref A }\n`).join('')
  const { Outputs } = await parseTemplate(`${topic}Outputs:\n${outputs}`, 't.yaml')
  expect(Object.keys(Outputs!)).toHaveLength(500)
})

const sources: readonly (readonly [string, string, (value: Mutable) => unknown, string])[] = [
  ['a member of YAML', 'A: # a\n  B: c   # c\n', (v) => set(v.A, 'B', { C: '1' }), 'A: # a\n  B: {"C": "1"}   # c\n'],
  ['a block', 'A:\n- b # b\nC: d\n', (v) => set(v, 'A', ['x']), 'A:\n- "x" # b\nC: d\n'],
  ['a block at the left', 'A: # a\n- b\n- c\nC: d\n', (v) => set(v, 'A', ['x']), 'A: ["x"] # a\nC: d\n'],
  ['a block below', 'A:\n  B:\n    c: d\n# e\n', (v) => set(v.A, 'B', 1), 'A:\n  B: 1\n# e\n'],
  ['lines', 'A: |\n  b\n  c\nD: e\n', (v) => set(v, 'A', null), 'A: null\nD: e\n'],
  ['nothing', 'A: # a\nB:\n- \n', (v) => set(v, 'A', {}), 'A: {} # a\nB:\n- \n'],
  [
    'an added member',
    'A:\n  B: 1 # b\n  # end\nC: 2',
    (v) => set(v.A, 'D', 2),
    'A:\n  B: 1 # b\n  D: 2\n  # end\nC: 2',
  ],
  ['two at the end', 'A:\n  B: 1', (v) => set(v, 'D', set(v.A, 'C', 2)), 'A:\n  B: 1\n  C: 2\nD: 2'],
  ['one beside a dash', 'A:\n  - B: 1\n', (v) => set(v.A[0], 'C', 2), 'A:\n  - B: 1\n    C: 2\n'],
  ['one in brackets', 'A: { B: [], C: 1 } # a\n', (v) => set(v.A, 'D', 2), 'A: { B: [], C: 1, "D": 2 } # a\n'],
  ['an added item', 'A:\n  - b # b\n', (v) => v.A.push({ c: 1 }), 'A:\n  - b # b\n  - {"c": 1}\n'],
  ['an added item in brackets', 'A: [b, c]\n', (v) => v.A.push(1), 'A: [b, c, 1]\n'],
  ['a section that goes', 'A: # a\n  B: 1\nC:\nD: 2\n', (v) => delete v.C, 'A: # a\n  B: 1\nD: 2\n'],
  [
    'a merge',
    'A: &a { x: 1 }\nB:\n  <<: *a # merged\n  y: 2\n',
    () => {},
    'A: { x: 1 }\nB:\n  x: 1 # merged\n  y: 2\n',
  ],
  ['a merge beside a dash', 'A: &a { x: 1 }\nB:\n- <<: *a\n  x: 2\n', () => {}, 'A: { x: 1 }\nB:\n- x: 2\n'],
  ['only a merge', 'A: &a { x: 1 }\nB:\n  <<: *a\nC: 1\n', () => {}, 'A: { x: 1 }\nB: {"x": 1}\nC: 1\n'],
  ['an anchor alone', 'A: &a\n  B: &b !Ref C\n', () => {}, 'A:\n  B: !Ref C\n'],
  ['a number behind an alias', 'A: &a 2.0\nB: [*a, 1]\n', () => {}, 'A: 2.0\nB: [2.0, 1]\n'],
  ['a short form', 'A: !If [a, !Ref b, c]\n', (v) => set(v.A['Fn::If'], 2, 'd'), 'A: !If [a, !Ref b, "d"]\n'],
  ['another short form', 'A: !Ref b # b\n', (v) => set(v, 'A', { Ref: 'c' }), 'A: {"Ref": "c"} # b\n'],
  ['line ends of Windows', 'A:\r\n  B: 1\r\n', (v) => set(v.A, 'C', 2), 'A:\r\n  B: 1\r\n  C: 2\r\n'],
  ['braces, which are no JSON', '{ A: 1 }\n', (v) => set(v, 'A', 2), '---\n{ A: 2 }\n'],
  ['JSON', '{ "A" : [ 1,\t2.0 ] ,\n"B":{}}\n', (v) => set(v.A, 0, 'x'), '{ "A" : [ "x",\t2.0 ] ,\n"B":{}}\n'],
  ['an added member of JSON', '{\n  "A": 1.10\n}', (v) => set(v, 'B', 2), '{\n  "A": 1.10,\n  "B": 2\n}'],
  ['the first member of JSON', '{"A":{ }}', (v) => set(v.A, 'B', 2), '{"A":{"B": 2 }}'],
  ['members of JSON that go', '{"A":1, "B":null, "C":3 }', (v) => delete v.B && delete v.C, '{"A":1 }'],
  ['the first of JSON', '{"A":1, "B":2}', (v) => delete v.A, '{"B":2}'],
  ['a mark at the beginning', '\uFEFF{"A":1}', (v) => set(v, 'A', 2), '{"A":2}'],
]

// biome-ignore lint/suspicious/noExplicitAny: any template
type Mutable = any

function set(holder: Mutable, member: string | number, value: unknown): unknown {
  holder[member] = value
  return value
}

test.each(sources)('of a text, %s is written alone', async (_, text, change, written) => {
  const source = await readTemplateSource(text, 't')
  // A second reading, because a copy would not know which texts are numbers.
  const { value } = await readTemplateSource(text, 't')
  change(value)
  expect(await writeTemplate(source, value)).toBe(written)
})

const pieces = [
  'a: 1',
  'b: [x, "y"]',
  'c: { d: 1, e: [] }',
  "f: 'g'",
  'h: |\n  i\n\n',
  'j:',
  'k:\n  - l\n  -\n',
  'm: &m { n: 1.50 }',
]
const more = [
  'o: *m',
  'p: { <<: *m, q: 1 }',
  'r:\n  <<: *m\n  s: !Sub "${t}"\n',
  'u:\n- v: 1\n  w: 2 # x',
  '"y": "z\n  1"',
]

test('whatever becomes of a text, it says what it has to say and keeps its comments', async () => {
  const random = seededRandom(11)
  const pick = <T>(list: readonly T[]) => list[random.below(list.length)]!
  const shuffled = (list: readonly string[]) => list.filter(() => random.below(3) > 0)
  for (let round = 0; round < 150; round++) {
    const lines = ['# top', ...shuffled(pieces), 'm: &m { n: 1.50 }', ...shuffled(more)]
    const text = [...new Set(lines)].map((line) => `${line}\n`).join(pick(['', '# between\n', '\n']))
    const source = await readTemplateSource(text, 't')
    const { value } = await readTemplateSource(text, 't')
    changeSomewhere(value as Mutable, random, pick)
    const written = await writeTemplate(source, value)
    expect([text, (await readTemplateSource(written, 't')).value]).toEqual([text, value])
    expect(written).toContain('# top\n')
    expect(written.split('# between').length).toBe(text.split('# between').length)
  }
})

function changeSomewhere(value: Mutable, random: { below(end: number): number }, pick: <T>(list: readonly T[]) => T) {
  for (const member of Object.keys(value)) {
    const inner = value[member]
    if (typeof inner === 'object' && inner !== null && random.below(2) === 0) changeSomewhere(inner, random, pick)
    else if (random.below(4) === 0) value[member] = pick([{ new: [1, 'yes'] }, 'a: #b', null, [], '\u0085\n', 7])
    else if (random.below(6) === 0 && !Array.isArray(value) && Object.keys(value).length > 1) delete value[member]
  }
  if (random.below(3) === 0 && !Array.isArray(value) && !('Fn::Sub' in value)) value.added = { x: 1 }
  else if (random.below(3) === 0 && Array.isArray(value)) value.push('added')
}
