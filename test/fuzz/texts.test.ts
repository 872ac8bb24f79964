import { expect, test } from '@jest/globals'
import { parseConfiguration } from '../../src/delivery/environment/configuration.ts'
import { parseRequirements } from '../../src/delivery/packaging/requirements.ts'
import { parseVersion } from '../../src/delivery/release/version-pointer.ts'
import { parseTemplate } from '../../src/delivery/template/template.ts'
import { expandPattern } from '../../src/generator/expressions/expand-pattern.ts'
import { parseGlobalCall } from '../../src/generator/expressions/global-call.ts'
import { splitIdempotencyKey } from '../../src/generator/expressions/idempotency-key.ts'
import { resolveMarks } from '../../src/generator/expressions/marks.ts'
import { parseRoleTemplate } from '../../src/generator/expressions/role-template.ts'
import { parseSeconds } from '../../src/generator/expressions/seconds.ts'
import { parseXml } from '../../src/generator/model/xml/parse-xml.ts'
import { servedApi } from '../../src/local/appsync/api/served-api.ts'
import { parseTemplate as parseVtl } from '../../src/local/appsync/vtl/parse-template.ts'
import { fuzz, fuzzTimeout, madeText } from './fuzz.ts'

/* Every reader of text answers with what it read or with an error of its own kind; it neither hangs, nor runs out of stack. */
const common = [
  '"',
  "'",
  '\\',
  '\n',
  '\r',
  '\t',
  ' ',
  '\0',
  'é',
  '😀',
  '\u202e',
  '\ud800',
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  '#',
  '$',
  '%',
  '&',
  '*',
  '!',
  '|',
  '<',
  '>',
  ':',
  ',',
  '-',
  '0',
  '1',
  '9',
  'a',
  'x',
  '__proto__',
  'constructor',
]

interface Reader {
  readonly read: (text: string) => unknown
  readonly errors: RegExp
  readonly pieces: readonly string[]
  readonly samples: readonly string[]
}

const expressions = [
  'global.f(a)',
  'code #event.reason.upper()',
  '^[A-Z]{3}{{a}}$',
  '${a.split("-")[0]} of b',
  "#event.spot + ':' + #event.plate",
  '#global.f(a, "b", c.d)',
  "#f'a{b}'",
  '24 * 60 * 60',
  '#foreign-key#',
]
const expressionPieces = ['#', 'global.', 'event.', 'f(', '"""', "'''", 'f"', '{{', 'lambda', '# ']
const expression = (read: (text: string) => unknown): Reader => ({
  read,
  errors: /^(ExpressionError|UnknownPattern)$/,
  pieces: expressionPieces,
  samples: expressions,
})
const yaml = [
  '&a',
  '*a',
  '<<: *a',
  '!!js/function',
  '!Ref a',
  '? ',
  '- ',
  '|\n',
  '>\n',
  '---\n',
  '...\n',
  '{a: ',
  '%YAML 1.2\n',
  '  ',
]

const schema = 'type Query { c(d: Int): I } type I { e: I f: Int j: I }'
const api = servedApi({ schema, introspection: true } as Parameters<typeof servedApi>[0])

const readers: Readonly<Record<string, Reader>> = {
  XML: {
    read: (text) => parseXml('fuzz.xml', text),
    errors: /^never$/,
    pieces: [
      '<a>',
      '</a>',
      '<a b="',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '<?',
      '?>',
      '<!DOCTYPE',
      '&amp;',
      '&#0;',
      '&#x',
      ';',
    ],
    samples: ['<?xml version="1.0"?>\n<a b="c"><d e=\'f\'>x &amp; y</d><!-- z --></a>'],
  },
  'an expression with marks': expression((text) => resolveMarks(text, (name) => `event.${name}`)),
  'a call of a key': expression((text) => parseGlobalCall(text, 0)),
  'an idempotency key': expression((text) => splitIdempotencyKey(text, ['code', 'reason'])),
  'a pattern': expression((text) => expandPattern(text, (name) => (name.length === 1 ? '[a-z]+' : undefined))),
  'a time': expression((text) => parseSeconds(text)),
  'a role': expression((text) => parseRoleTemplate({ parameters: ['a', 'b'], body: { text } })),
  'a version': {
    read: parseVersion,
    errors: /^(Error|TypeError|StageError)$/,
    pieces: ['v', '=', '.', '+', 'alpha', '9'.repeat(30)],
    samples: ['1.4.0', '1.0.0-rc.1+build.5'],
  },
  'liftlock.yml': {
    read: (text) => parseConfiguration(text, 'liftlock.yml'),
    errors: /^StageError$/,
    pieces: yaml,
    samples: [
      'application: shop\nenvironments:\n  staging: { account: "111111111111" }\n  production: { requires: [quality-gate@staging] }\n',
    ],
  },
  'a template': {
    read: (text) => parseTemplate(text, 'template.yaml'),
    errors: /^StageError$/,
    pieces: [...yaml, '!Sub ', '!GetAtt a.b', '"Fn::Sub": '],
    samples: [
      'Resources:\n  A:\n    Type: AWS::SNS::Topic\n    Properties: { DisplayName: !Sub "${A}" }\n',
      '{"Resources":{"A":{"Type":"AWS::SNS::Topic"}}}',
    ],
  },
  'a lock of packages': {
    read: (text) => parseRequirements(text, 'requirements.txt'),
    errors: /^StageError$/,
    pieces: ['==', '--hash=sha256:', ' \\\n', '; ', '-r ', '-e ', '@ file://', '[x]'],
    samples: [`boto3==1.0.0 \\\n    --hash=sha256:${'a'.repeat(64)}\n`],
  },
  'a VTL template': {
    read: parseVtl,
    errors: /^TemplateError$/,
    pieces: [
      '#set(',
      '#if(',
      '#elseif(',
      '#else',
      '#end',
      '#foreach($a in ',
      '$!{',
      '$util.',
      '.get(',
      '#*',
      '*#',
      '##',
      '#[[',
      ']]#',
      '==',
      '&&',
      '..',
    ],
    samples: ['#set($a = {"b": [1, 2]})#if($a.b && !$c)$util.toJson($a)#else{}#end'],
  },
  'a GraphQL document': {
    read: (text) => api.check(text),
    errors: /^RequestRefused$|^Error$/,
    pieces: ['query', '{', '}', '(', ')', '$a: ', '...', '@b', '"""', '&', '=', '!', 'fragment a on B'],
    samples: ['query A($b: Int = 1) { c(d: $b) { ...e f: g @h } } fragment e on I { j }'],
  },
}

test.each(Object.entries(readers))(
  'whatever is given for %s is read, or refused by an error of its kind',
  async (_, { read, errors, pieces, samples }) => {
    let good = 0
    await fuzz(600, async (random) => {
      const text = madeText(random, [...common, ...pieces], samples)
      try {
        await read(text)
        good += 1
      } catch (error) {
        expect([JSON.stringify(text), (error as Error).name, (error as Error).message]).toEqual([
          JSON.stringify(text),
          expect.stringMatching(errors),
          expect.stringMatching(/./),
        ])
      }
    })
    expect(good).toBeGreaterThan(0)
    expect(({} as Record<string, unknown>).x).toBeUndefined()
  },
  fuzzTimeout(),
)

const deep: Readonly<Record<string, (levels: number) => string>> = {
  XML: (levels) => '<a>'.repeat(levels),
  'a time': (levels) => '('.repeat(levels),
  'a role': (levels) => `\${${'('.repeat(levels)}`,
  'liftlock.yml': (levels) => '['.repeat(levels),
  'a template': (levels) => '{"a":'.repeat(levels),
  'a closed template': (levels) => `{"Resources":${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}}`,
  'a VTL template': (levels) => `#set($a = ${'['.repeat(levels)}`,
  'a GraphQL document': (levels) => '{a'.repeat(levels),
  'a closed GraphQL document': (levels) => `{c${'{e'.repeat(levels / 20)}{f}${'}'.repeat(levels / 20)}}`,
}

test.each(Object.entries(deep))(
  'a hundred thousand levels of %s are refused by an error of its kind',
  async (name, nested) => {
    const { read, errors } = readers[name.replace('closed ', '')]!
    const ended = await Promise.resolve()
      .then(() => read(nested(100_000)))
      .then(
        (value) => (value as { kind?: string }).kind ?? 'read',
        (error: Error) => error.name,
      )
    expect(ended).toMatch(name === 'XML' ? /^error$/ : errors)
  },
)

const unfolding: Readonly<Record<string, string>> = {
  'aliases that double': `a0: &a0 [x, x]\n${Array.from({ length: 40 }, (_, at) => `a${at + 1}: &a${at + 1} [*a${at}, *a${at}]`).join('\n')}`,
  'an alias of itself': 'Resources: &a\n  A: { Type: AWS::SNS::Topic, Properties: *a }',
  'keys that hold keys': `Resources:\n${'? '.repeat(60)}a`,
  'a list as a key': '[Resources]: {}',
}

test.each(Object.entries(unfolding))('a template and a liftlock.yml with %s are refused at once', async (_, text) => {
  await expect(parseTemplate(text, 'template.yaml')).rejects.toMatchObject({ reason: 'template-invalid' })
  await expect(parseConfiguration(text, 'liftlock.yml')).rejects.toMatchObject({ reason: 'configuration-invalid' })
})
