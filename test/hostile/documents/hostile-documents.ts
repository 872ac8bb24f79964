import { type DocumentKind, seed } from './read-document.ts'

/** A document that a stranger may bring, and how it ends. */
export interface HostileDocument {
  readonly name: string
  readonly kind: DocumentKind
  readonly text: () => string
  /** In the refusal; undefined for one that is read all the same, in a bounded time. */
  readonly refusal: RegExp | undefined
}

const bucket = 'Resources: { Bucket: { Type: "AWS::S3::Bucket" } }\n'
const times = <T>(count: number, make: (index: number) => T) => Array.from({ length: count }, (_, index) => make(index))
const resources = (entries: readonly (readonly [string, unknown])[], more: object = {}) =>
  JSON.stringify({ ...more, Resources: Object.fromEntries(entries) })
const named = (name: unknown) => ({ Type: 'AWS::S3::Bucket', Properties: { BucketName: name } })
const policy = (statement: unknown) => ({
  Type: 'AWS::IAM::ManagedPolicy',
  Properties: { PolicyDocument: { Statement: statement } },
})

/** Each bucket has the name of the next one, ten times over. */
const nameBomb = (levels: number, part: unknown) =>
  resources(
    times(levels + 1, (index) => [
      `B${index}`,
      named(index === levels ? part : { 'Fn::Join': ['', times(10, () => ({ Ref: `B${index + 1}` }))] }),
    ]),
  )

const conditionBomb = (levels: number) =>
  resources([['A', { ...named('x'), Condition: 'C0' }]], {
    Conditions: Object.fromEntries(
      times(levels + 1, (index) => {
        const next = times(10, () => ({ 'Fn::If': [`C${index + 1}`, 'a', 'b'] }))
        return [`C${index}`, { 'Fn::Equals': [index === levels ? 'a' : { 'Fn::Join': ['', next] }, 'x'] }]
      }),
    ),
  })

/** All documents, each with its way of being too much. */
export const hostileDocuments: readonly HostileDocument[] = [
  {
    name: 'nine levels of nine aliases',
    kind: 'template',
    text: () => seed('nine-levels.yaml'),
    refusal: /yaml:\d+:\d+: has \d+ keys and values, aliases counted .* at most 200000/,
  },
  {
    name: 'levels of merge keys',
    kind: 'template',
    text: () => seed('nine-merges.yaml'),
    refusal: /yaml:\d+:\d+: has \d+ keys and values/,
  },
  {
    name: 'a list that holds itself',
    kind: 'template',
    text: () => seed('self-list.yaml'),
    refusal: /yaml:3:5: has \*all inside of itself/,
  },
  {
    name: 'a mapping that merges itself',
    kind: 'template',
    text: () => seed('self-merge.yaml'),
    refusal: /yaml:3:7: has \*all inside of itself/,
  },
  {
    name: 'a long text that aliases repeat',
    kind: 'template',
    text: () => `A: &a ${'x'.repeat(100_000)}\nB: [${times(100, () => '*a')}]\n${bucket}`,
    refusal: /yaml:2:\d+: has \d+ characters of texts/,
  },
  {
    name: 'lists of 100,000 levels',
    kind: 'template',
    text: () => `A: ${'['.repeat(100_000)}${']'.repeat(100_000)}`,
    refusal: /yaml:1:\d+: has 101 levels/,
  },
  {
    name: 'dashes of 100,000 levels',
    kind: 'template',
    text: () => `A:\n  ${'- '.repeat(100_000)}x`,
    refusal: /yaml:2:\d+: has 101 levels/,
  },
  {
    name: 'keys of 100,000 levels',
    kind: 'template',
    text: () => '? '.repeat(100_000),
    refusal: /yaml:1:\d+: has 101 levels/,
  },
  {
    name: 'JSON of 100,000 levels',
    kind: 'template',
    text: () => `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
    refusal: /yaml:1:\d+: has 101 levels/,
  },
  {
    name: 'blocks of 300 levels',
    kind: 'template',
    text: () => times(300, (index) => `${' '.repeat(index)}a:`).join('\n'),
    refusal: /yaml:102:103: has 101 levels/,
  },
  {
    name: '60,000 keys in one mapping',
    kind: 'template',
    text: () => `{${times(60_000, (index) => `a${index}: 1`)}}`,
    refusal: /has 60000 keys in one mapping/,
  },
  {
    name: '300,000 keys that are one',
    kind: 'template',
    text: () => `{${'a,'.repeat(300_000)}}`,
    refusal: /has 200001 keys and values/,
  },
  {
    name: 'a million dashes',
    kind: 'template',
    text: () => '-\n'.repeat(1_000_000),
    refusal: /has 200001 keys and values/,
  },
  {
    name: 'a million comments',
    kind: 'template',
    text: () => '#\n'.repeat(1_000_000),
    refusal: /has 800001 pieces of text/,
  },
  {
    name: 'a million empty lists',
    kind: 'template',
    text: () => `A: [${'[],'.repeat(600_000)}]`,
    refusal: /has 200001 keys and values/,
  },
  {
    name: 'JSON of a million empty lists',
    kind: 'template',
    text: () => `{"A":[${'[],'.repeat(600_000)}[]]}`,
    refusal: /has 200001 keys and values/,
  },
  {
    name: 'anchors without number',
    kind: 'template',
    text: () => times(100_000, (index) => `- &a${index} x`).join('\n'),
    refusal: /has 2001 anchors/,
  },
  {
    name: 'documents without number',
    kind: 'template',
    text: () => '---\nA: 1\n'.repeat(100_000),
    refusal: /yaml:3:1: has more than one document/,
  },
  { name: 'four megabytes', kind: 'template', text: () => `A: ${'x'.repeat(4_000_000)}`, refusal: /has 4000003 bytes/ },
  {
    name: 'an alias of nothing',
    kind: 'template',
    text: () => `A: *a\n${bucket}`,
    refusal: /yaml:1:4: has \*a, and no &a before it/,
  },
  {
    name: 'JSON with a key twice',
    kind: 'template',
    text: () => '{"Resources":{},\n"Resources":{}}',
    refusal: /yaml:2:1: has the key "Resources" twice/,
  },
  {
    name: 'half of a character',
    kind: 'template',
    text: () => '{"Resources":{"\\ud800":1}}',
    refusal: /half of a character/,
  },
  {
    name: 'names that repeat names',
    kind: 'plan',
    text: () => nameBomb(8, 'xxxxxxxxxx'),
    refusal: /resolve to texts of more than 16777216 characters/,
  },
  {
    name: 'unknown names that repeat names',
    kind: 'plan',
    text: () => nameBomb(7, { 'Fn::ImportValue': 'x' }),
    refusal: /resolve to texts of more than 16777216 characters/,
  },
  { name: 'conditions that repeat conditions', kind: 'plan', text: () => conditionBomb(7), refusal: undefined },
  {
    name: 'a chain of 10,000 conditions',
    kind: 'plan',
    text: () =>
      resources([['A', { ...named('x'), Condition: 'C0' }]], {
        Conditions: Object.fromEntries(
          times(10_000, (index) => [`C${index}`, { 'Fn::Not': [{ Condition: `C${index + 1}` }] }]),
        ),
      }),
    refusal: undefined,
  },
  {
    name: 'JSON in JSON in JSON',
    kind: 'plan',
    text: () =>
      resources([['A', named(times(45, () => 0).reduce<unknown>((inner) => ({ 'Fn::ToJsonString': [inner] }), '"'))]]),
    refusal: /more than 16777216 characters/,
  },
  {
    name: 'mappings that are looked up without number',
    kind: 'plan',
    text: () =>
      resources([['A', named({ 'Fn::Join': ['', times(5_000, () => ({ 'Fn::FindInMap': ['M', 'a', 'b'] }))] })]], {
        Mappings: { M: { a: { b: times(5_000, () => 'x') } } },
      }),
    refusal: /resolve to more than 1000000 values/,
  },
  {
    name: 'variables that never close',
    kind: 'plan',
    text: () => resources([['A', named({ 'Fn::Sub': '${'.repeat(400_000) })]]),
    refusal: undefined,
  },
  {
    name: 'dynamic references that never close',
    kind: 'plan',
    text: () => resources([['A', named('{{resolve:'.repeat(90_000))]]),
    refusal: undefined,
  },
  {
    name: 'stars without number',
    kind: 'plan',
    text: () =>
      resources([['A', policy({ Effect: 'Allow', Action: '*s3:*'.repeat(20_000), Resource: '*a?'.repeat(100_000) })]]),
    refusal: undefined,
  },
  {
    name: 'a policy as deep JSON in a text',
    kind: 'plan',
    text: () =>
      resources([
        [
          'A',
          {
            Type: 'AWS::IAM::ManagedPolicy',
            Properties: { PolicyDocument: `${'['.repeat(400_000)}${']'.repeat(400_000)}` },
          },
        ],
      ]),
    refusal: undefined,
  },
  {
    name: 'statements that allow and deny',
    kind: 'plan',
    text: () =>
      resources([
        [
          'A',
          policy([
            ...times(500, () => ({ Effect: 'Allow', Action: 's3:Put*', Resource: '*' })),
            ...times(500, (index) => ({ Effect: 'Deny', Action: 's3:Get*', Resource: `*${index}` })),
          ]),
        ],
      ]),
    refusal: undefined,
  },
  {
    name: 'names that nothing has',
    kind: 'plan',
    text: () =>
      resources(times(15_000, (index) => [`R${index}`, { Type: 'A::B::C', Properties: { A: { Ref: `S${index}` } } }])),
    refusal: undefined,
  },
  {
    name: 'a ring of 20,000 resources',
    kind: 'plan',
    text: () =>
      resources(times(20_000, (index) => [`R${index}`, { Type: 'A::B::C', DependsOn: `R${(index + 1) % 20_000}` }])),
    refusal: undefined,
  },
  {
    name: 'values with a toString of their own',
    kind: 'plan',
    text: () =>
      resources(
        [
          ['A', named({ 'Fn::GetAtt': [{ toString: 1 }, { valueOf: 1 }] })],
          [
            'B',
            {
              Type: 'AWS::S3::Bucket',
              Properties: { BucketName: { 'Fn::Join': [{ toString: 1 }, [{ toString: 1 }]] } },
            },
          ],
        ],
        { Parameters: { P: { Type: 'String', NoEcho: { toString: 1 }, Default: { toString: 1 } } } },
      ),
    refusal: undefined,
  },
  ...(
    [
      ['tags without number', () => `A: ${'!x '.repeat(300_000)}`, /yaml:1:\d+: A node can have at most one tag/],
      ['escapes that are none', () => `A: "${'\\q'.repeat(500_000)}"`, /yaml:1:5: Invalid escape sequence/],
      ['directives without number', () => `${'%X\n'.repeat(300_000)}---\nA: 1`, /yaml:1:1: /],
      ['brackets that close nothing', () => `A: ${'}'.repeat(500_000)}`, /yaml:1:4: /],
    ] as const
  ).map(([name, text, refusal]) => ({ name, kind: 'template', text, refusal }) as const),
  {
    name: 'liftlock.yml of 100,000 levels',
    kind: 'configuration',
    text: () => `a: ${'['.repeat(100_000)}${']'.repeat(100_000)}`,
    refusal: /liftlock.yml:1:\d+: this file has 21 levels/,
  },
  {
    name: 'liftlock.yml with aliases',
    kind: 'configuration',
    text: () => seed('nine-levels.yaml'),
    refusal: /liftlock.yml:3:8: \*a is an alias/,
  },
  {
    name: 'liftlock.yml with 100,000 keys',
    kind: 'configuration',
    text: () => times(100_000, (index) => `a${index}: 1`).join('\n'),
    refusal: /this file has \d+ bytes/,
  },
  {
    name: 'liftlock.yml with 20,000 keys',
    kind: 'configuration',
    text: () => times(20_000, (index) => `a${index}: 1`).join('\n'),
    refusal: /this file has 20000 keys in one mapping/,
  },
  {
    name: 'an environment named __proto__',
    kind: 'configuration',
    text: () => 'environments:\n  __proto__: { region: eu-west-1 }\n',
    refusal: /liftlock.yml:2:3: __proto__ cannot be used as a name here/,
  },
  {
    name: 'a tag that means nothing',
    kind: 'configuration',
    text: () => 'environments:\n  a: { region: !python/object:os.system eu-west-1 }\n',
    refusal: /liftlock.yml:2:16: this file must not have tags/,
  },
  {
    name: 'a bucket that cannot be',
    kind: 'configuration',
    text: () => 'environments:\n  a: { bucket: ../secrets }\n',
    refusal: /liftlock.yml:2:16: environments.a.bucket: expected the name of a bucket/,
  },
  {
    name: 'parameters of 100,000 levels',
    kind: 'parameters',
    text: () => `a: ${'['.repeat(100_000)}${']'.repeat(100_000)}`,
    refusal: /has 11 levels .* \(line 1\)/,
  },
  { name: '200,000 pairs by blanks', kind: 'parameters', text: () => 'a=b '.repeat(200_000), refusal: undefined },
  {
    name: 'a million blanks in the parameters',
    kind: 'parameters',
    text: () => `a${' '.repeat(1_000_000)}b`,
    refusal: /parameter-overrides/,
  },
  {
    name: 'two megabytes of parameters',
    kind: 'parameters',
    text: () => 'a=b,'.repeat(500_000),
    refusal: /has 2000000 bytes; at most 1048576/,
  },
]
