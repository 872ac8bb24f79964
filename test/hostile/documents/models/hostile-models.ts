/** A model that would cost too much, or say something else to another reader. */
export interface HostileModel {
  readonly name: string
  /** Text or bytes by path; `model.xml` alone is the compiled form. */
  readonly files: () => Readonly<Record<string, string | Uint8Array>>
  /** The first error, as `<rule> <file>:<line> <text>`; `good` for a model that is read and generated. */
  readonly expects: RegExp
}

const config = '<draftsman project-name="Hostile"/>'
const many = (count: number, each: (index: number) => string) =>
  Array.from({ length: count }, (_, at) => each(at)).join('')
/** `Aaaa`, `Aaab` and so on: names have no digits at their beginning. */
const letters = (index: number) =>
  Array.from({ length: 4 }, (_, at) => String.fromCharCode(97 + (Math.floor(index / 26 ** at) % 26))).join('')

const command = (inner: string, more = '') =>
  `<event graphql-namespace="Garage" graphql-name="open" name="OpenGarageRequested" type="ActorEvent" authorization="authenticated"${more}>${inner}</event>`
const commandAt = 'commands/Garage/OpenGarageRequested.xml'
const withCommand = (inner: string) => ({ 'config.xml': config, [commandAt]: command(inner) })

const field = (name: string, more = '') => `<field name="${name}" type="String"${more}/>`
const aggregateAt = 'domain/Parking/Garage'
/** An aggregate with one command, one flow and one event, to which parts are added. */
const withFlow = ({ flow = '', handler = '', eventFields = '', trigger = '' }: Record<string, string>) => ({
  'config.xml': config,
  [commandAt]: command(field('code')),
  [`${aggregateAt}/root.xml`]: `<aggregate name="Garage" business-key="code">${field('code')}</aggregate>`,
  [`${aggregateAt}/events/GarageOpened.xml`]: `<event name="GarageOpened" source="Parking.Garage">${field('code')}${eventFields}</event>`,
  [`${aggregateAt}/event-handlers/GarageOpened.xml`]: `<event-handler on="GarageOpened"><mapping target="code" value="code"/>${handler}</event-handler>`,
  [`${aggregateAt}/behavior-flows/Open.xml`]:
    `<command name="Open"><trigger source="OpenGarageRequested" key-field="code"><mapping target="code" value="code"/>${trigger}</trigger>` +
    `${flow}<processor type="emit-event" ref="GarageOpened"><mapping target="code" value="#flow.code"/></processor></command>`,
})

const scenario = (name: string, parents: string, inner = '') =>
  `<scenario name="${name}" extends="${parents}">${inner}</scenario>`
const variables = (count: number) =>
  `<activity type="set-variables" description="x">${many(count, (at) => `<input name="v${at}" type="String" value="x"/>`)}</activity>`

const test = (state: string) =>
  `<test-case name="Case" trigger-event="OpenGarageRequested"><input name="code" type="String" value="x"/><expected domain-event="GarageOpened"/><state>${state}</state></test-case>`

/** Models that are kept as seeds: each made one of the readers slow, large, wrong or crash, or would make a usual reader do so. */
export const hostileModels: readonly HostileModel[] = [
  {
    name: 'a billion laughs',
    files: () => ({
      'config.xml': `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><draftsman project-name="&b;"/>`,
    }),
    expects: /^V-01 config\.xml:1 a document type is not allowed/,
  },
  {
    name: 'UTF-16 with its mark',
    files: () => ({ 'config.xml': Buffer.from(`\ufeff${config}`, 'utf16le') }),
    expects: /^V-01 config\.xml:1 the file is not UTF-8/,
  },
  {
    name: 'UTF-16 without its mark',
    files: () => ({ 'config.xml': Buffer.from(config, 'utf16le') }),
    expects: /^V-01 config\.xml:1 the character U\+0000 is not allowed/,
  },
  {
    name: 'an overlong <',
    files: () => ({ 'config.xml': Buffer.concat([Buffer.from([0xc0, 0xbc]), Buffer.from(config.slice(1))]) }),
    expects: /^V-01 config\.xml:1 the file is not UTF-8/,
  },
  {
    name: 'another encoding by declaration',
    files: () => ({
      'config.xml': `<?xml version="1.0" encoding="UTF-7"?><draftsman project-name="Hostile" note="é"/>`,
    }),
    expects: /^V-01 config\.xml:1 the file declares the encoding UTF-7/,
  },
  {
    name: 'another encoding of plain ASCII, and a mark of UTF-8',
    files: () => ({ 'config.xml': `\ufeff<?xml version="1.0" encoding="ISO-8859-1"?>${config}` }),
    expects: /^good$/,
  },
  {
    name: '101 levels',
    files: () => withCommand('<a>'.repeat(100) + '</a>'.repeat(100)),
    expects: /^V-01 .*:1 elements are nested deeper than 100/,
  },
  {
    name: 'a million elements in one file',
    files: () => withCommand('<a/>'.repeat(1_000_000)),
    expects: /^V-01 .*at most 1,000,000 elements and attributes/,
  },
  {
    name: 'a million attributes in one file',
    files: () => withCommand(`<a${many(256, (at) => ` a${at}=""`)}/>`.repeat(3900)),
    expects: /^V-01 .*at most 1,000,000 elements/,
  },
  {
    name: 'half a million elements, nested and equal at each level',
    files: () => withCommand(many(98, () => '<a><b/><b/>') + '<c/>'.repeat(500_000) + '</a>'.repeat(98)),
    expects: /^good$/,
  },
  {
    name: 'one line of 4 MB',
    files: () => withCommand(many(60_000, (at) => field(`f${letters(at)}`, ` default="${'x'.repeat(20)}"`))),
    expects: /^V-01 |^model-invalid the resolver of command .* AppSync takes at most 32,768$/,
  },
  {
    name: 'a value of 300,000 characters',
    files: () => withCommand(field('code', ` default="${'x'.repeat(300_000)}"`)),
    expects: /^V-01 .* the value of default has 300,000 characters; at most 262,144/,
  },
  {
    name: 'two million references that are not decoded',
    files: () => withCommand(many(40, (at) => field(`f${letters(at)}`, ` default="${'&#10;'.repeat(52_000)}"`))),
    expects: /^model-invalid the resolver of command .* AppSync takes at most 32,768$/,
  },
  {
    name: 'two million references that are decoded',
    files: () => withCommand(many(40, (at) => field(`f${letters(at)}`, ` default="${'&#60;'.repeat(52_000)}"`))),
    expects: /^model-invalid the resolver of command .* AppSync takes at most 32,768$/,
  },
  {
    name: '10,000 equal siblings',
    files: () => withFlow({ trigger: '<mapping target="code" value="code"/>'.repeat(10_000) }),
    expects: /./,
  },
  {
    name: '10,000 steps of a flow',
    files: () =>
      withFlow({ flow: many(10_000, (at) => `<processor type="set-variable" name="v${at}" expression="flow.code"/>`) }),
    expects: /^good$/,
  },
  {
    name: '20,000 fields of an event that nothing maps',
    files: () => withFlow({ eventFields: many(20_000, (at) => field(`f${at}`)) }),
    expects: /^V-34 /,
  },
  {
    name: '20,000 mappings of fields that are not there',
    files: () => withFlow({ handler: many(20_000, (at) => `<mapping target="t${at}" value="w${at}"/>`) }),
    expects: /^V-14 /,
  },
  {
    name: '10,000 misspelt names among 3,000',
    files: () =>
      withFlow({
        eventFields: many(3_000, (at) => field(`field${letters(at)}`, ' default=""')),
        handler: many(10_000, (at) => `<mapping target="code" value="feild${letters(at)}"/>`),
      }),
    expects: /^V-14 .* has no field feild/,
  },
  {
    name: 'patterns that double at each of 40 steps and are empty in the end',
    files: () => ({
      'config.xml': config,
      ...Object.fromEntries(
        Array.from({ length: 40 }, (_, at) => [
          `patterns/P${letters(at)}.xml`,
          `<pattern name="P${letters(at)}" regex="${at === 39 ? '^' : `{{P${letters(at + 1)}}}{{P${letters(at + 1)}}}`}"/>`,
        ]),
      ),
    }),
    expects: /^V-09 patterns\/P.*more than 1000 others/,
  },
  {
    name: '3,000 fields with a pattern of 9,000 characters',
    files: () => ({
      ...withCommand(many(3_000, (at) => field(`f${at}`, ' pattern="{{Long}}"'))),
      'patterns/Long.xml': `<pattern name="Long" regex="${'x'.repeat(9_000)}"/>`,
    }),
    expects: /^V-09 .*the patterns of all fields have more than 4,194,304 characters/,
  },
  {
    name: 'a pattern with a number of repetitions that Python cannot count',
    files: () => ({ 'config.xml': config, 'patterns/Long.xml': '<pattern name="Long" regex="a{99999999999}"/>' }),
    expects: /^V-09 patterns\/Long\.xml:1 /,
  },
  {
    name: '2,000 parentheses in a role',
    files: () => ({
      'config.xml': config,
      'expressions/roleOf.xml': `<expression name="roleOf" type="ActorEventRole" input="a" expression="\${${'('.repeat(900)}a${')'.repeat(900)}}"/>`,
    }),
    expects: /^V-10 .*nested deeper than 50/,
  },
  {
    name: 'an idempotency time of 51 parentheses',
    files: () => {
      const model = withFlow({})
      const at = `${aggregateAt}/behavior-flows/Open.xml`
      return {
        ...model,
        [at]: model[at]!.replace(
          'key-field="code"',
          `key-field="code" idempotency-ttl="${'('.repeat(52)}1${')'.repeat(52)}"`,
        ),
      }
    },
    expects: /^V-32 .*nested deeper than 50/,
  },
  {
    name: 'JSON of 100,000 levels',
    files: () => appendTest('['.repeat(100_000)),
    expects: /^V-01 .*nested deeper than 100 levels/,
  },
  {
    name: 'JSON whose text never ends',
    files: () => appendTest(`{"a": "${'\\&quot;'.repeat(30_000)}`),
    expects: /^V-01 .*holds no JSON/,
  },
  {
    name: 'Python whose text never ends',
    files: () =>
      withFlow({
        flow: `<processor type="validator" condition="#flow.code + &quot;${'\\&quot;'.repeat(30_000)}" exception="x"/>`,
      }),
    expects: /^V-11 /,
  },
  {
    name: 'Python of 30,000 signs',
    files: () => withFlow({ flow: `<processor type="validator" condition="${'-'.repeat(30_000)}1" exception="x"/>` }),
    expects: /^V-11 .*too large or too deeply nested/,
  },
  {
    name: 'Python that reads 30,000 variables that nothing sets',
    files: () => withFlow({ flow: `<processor type="code" code="${many(30_000, (at) => `flow.v${at % 9};`)}"/>` }),
    expects: /^good$/,
  },
  {
    name: 'a module of 300,000 characters',
    files: () => ({ 'config.xml': config, 'lib/Long.py': 'x = 1\n'.repeat(50_000) }),
    expects: /^V-11 lib\/Long\.py:1 300,000 characters stand here; at most 262,144/,
  },
  {
    name: 'modules of 3,000,000 characters',
    files: () => ({
      'config.xml': config,
      ...Object.fromEntries(
        Array.from({ length: 15 }, (_, at) => [`lib/M${letters(at)}.py`, 'x = 1\n'.repeat(33_000)]),
      ),
    }),
    expects: /^V-11 lib\/M.*more than 2,097,152 characters of Python/,
  },
  {
    name: 'scenarios that extend one another 5,000 times',
    files: () => ({
      'config.xml': config,
      ...Object.fromEntries(
        Array.from({ length: 5_000 }, (_, at) => [
          `scenarios/S${letters(at)}.xml`,
          scenario(`S${letters(at)}`, at === 4_999 ? '' : `S${letters(at + 1)}`),
        ]),
      ),
    }),
    expects: /^V-28 .*more than 100 scenarios extend one another/,
  },
  {
    name: 'a scenario that extends itself',
    files: () => ({
      'config.xml': config,
      'scenarios/One.xml': scenario('One', 'Two'),
      'scenarios/Two.xml': scenario('Two', 'One'),
    }),
    expects: /^V-28 .*depends on itself \(One > Two > One\)/,
  },
  {
    name: '400 scenarios that take over 4,000 variables',
    files: () => ({
      'config.xml': config,
      'scenarios/Base.xml': scenario('Base', '', variables(4_000)),
      ...Object.fromEntries(
        Array.from({ length: 400 }, (_, at) => [`scenarios/S${letters(at)}.xml`, scenario(`S${letters(at)}`, 'Base')]),
      ),
    }),
    expects: /^V-28 .*more than 1,000,000 variables/,
  },
  {
    name: 'a path into a result of 60,000 parts',
    files: () => ({
      'config.xml': config,
      [`${aggregateAt}/root.xml`]: `<aggregate name="Garage" business-key="code">${field('code')}</aggregate>`,
      'views/Garage/Garage.xml': `<view name="Garage">${field('code', ' pk="true"')}<field name="self" type="OneToOne" ref="Garage" foreign-key="code"/><snapshot-handler sub-domain="Parking" aggregate="Garage" key-mapping="code"><mapping target="code" operand="set" value="code"/></snapshot-handler><query graphql-namespace="Garage" field-name="get" type="get" authorization="authenticated"/></view>`,
      'scenarios/Deep.xml': scenario(
        'Deep',
        '',
        `<activity type="query" path="Garage.get" description="x"><input name="key" type="String" value="x"/><expect-value name="${'self.'.repeat(50_000)}code" type="String" value="x"/></activity>`,
      ),
    }),
    expects: /^V-28 .*50001 parts; at most 50/,
  },
  {
    name: 'a name of the object prototype at every place',
    files: () => ({
      'config.xml': config,
      'commands/Garage/constructor.xml': command(field('constructor') + field('toString') + field('valueOf')),
      'patterns/__proto__.xml': '<pattern name="__proto__" regex="x"/>',
    }),
    expects: /^V-04 .*__proto__/,
  },
  {
    name: 'a name that Windows keeps for a device',
    files: () => ({
      'config.xml': config,
      'notifiers/Con.xml':
        '<notifier name="Con"><trigger source="@afterDeployment"><mapping target="a" value="#1"/></trigger><activity type="set-variable" name="b" expression="1"/></notifier>',
    }),
    expects: /^V-04 notifiers\/Con\.xml:1 .*Windows/,
  },
]

function appendTest(state: string): Readonly<Record<string, string>> {
  const model = withFlow({})
  const at = `${aggregateAt}/behavior-flows/Open.xml`
  return { ...model, [at]: model[at]!.replace('</command>', `${test(state)}</command>`) }
}
