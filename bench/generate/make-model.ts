import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type SeededRandom, seededRandom } from '../../test/support/seeded-random.ts'

/** A generated model, and the digest of its content. */
export interface MadeModel {
  readonly files: number
  readonly bytes: number
  readonly digest: string
}

/**
 * Writes a valid model: every aggregate has a command, an event with its handler, a flow with a test case, and a view
 * with two queries. Ten aggregates share a sub-domain. The same number gives the same bytes.
 */
export async function makeModel(root: string, aggregates: number): Promise<MadeModel> {
  const parts = seededEntities(aggregates).map(aggregateFiles)
  const files = Object.entries(Object.assign({ 'config.xml': config, 'meta.json': '{ "roles": [] }\n' }, ...parts))
  const digest = createHash('sha256')
  let bytes = 0
  for (const [path, text] of files as [string, string][]) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text)
    digest.update(path).update(text)
    bytes += Buffer.byteLength(text)
  }
  return { files: files.length, bytes, digest: digest.digest('hex') }
}

/** The name and fields that an aggregate, its command, its event and its view have in common. */
export interface Entity {
  readonly name: string
  readonly subDomain: string
  readonly fields: readonly { readonly name: string; readonly type: FieldType }[]
}

export type FieldType = keyof typeof examples

/** The same number gives the same entities. */
export function seededEntities(count: number): readonly Entity[] {
  const random = seededRandom(20_260_101)
  return Array.from({ length: count }, (_, index) => entityAt(index, random))
}

const config = `<draftsman project-name="SeededModel" xmlns="https://tracepaper.draftsman.io">
</draftsman>
`
const nouns = ['Order', 'Invoice', 'Parcel', 'Ticket', 'Lease', 'Permit', 'Course', 'Booking', 'Claim', 'Device']
const qualities = ['title', 'note', 'owner', 'city', 'colour', 'stock', 'price', 'weight', 'urgent', 'rank', 'source']
const examples = { String: 'some text', Int: '7', Float: '2.5', Boolean: 'true' } as const
const types = Object.keys(examples) as FieldType[]

function entityAt(index: number, random: SeededRandom): Entity {
  const start = random.below(qualities.length)
  const fields = Array.from({ length: 3 + random.below(6) }, (_, at) => ({
    name: qualities[(start + at) % qualities.length]!,
    type: types[random.below(types.length)]!,
  }))
  return {
    name: `${nouns[index % nouns.length]}${letters(index)}`,
    subDomain: `Domain${letters(Math.floor(index / 10))}`,
    fields: [{ name: 'code', type: 'String' }, ...fields],
  }
}

/** `Aaa`, `Aab` and so on: names of a model have no digits. */
function letters(index: number): string {
  const digits = index.toString(26).padStart(3, '0').split('')
  const text = digits.map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 26))).join('')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function aggregateFiles({ name, subDomain, fields }: Entity): Readonly<Record<string, string>> {
  const folder = `domain/${subDomain}/${name}`
  const declared = lines(fields, (field) => `<field name="${field.name}" type="${field.type}"></field>`)
  const copied = (from: string, more = '') =>
    lines(fields, (field) => `<mapping target="${field.name}" value="${from}${field.name}"${more}></mapping>`, '    ')
  return {
    [`commands/${subDomain}/Open${name}Requested.xml`]: `<event graphql-namespace="${subDomain}" graphql-name="open${name}" name="Open${name}Requested" type="ActorEvent" authorization="authenticated">
${declared}
</event>
`,
    [`${folder}/root.xml`]: `<aggregate name="${name}" business-key="code" event-ttl="-1" snapshot-interval="100" backup-interval-days="0" backup-ttl-days="0">
${declared}
</aggregate>
`,
    [`${folder}/events/${name}Opened.xml`]: `<event name="${name}Opened" type="DomainEvent" source="${subDomain}.${name}">
${declared}
</event>
`,
    [`${folder}/event-handlers/${name}Opened.xml`]: `<event-handler on="${name}Opened">
${copied('', ' operand="set"')}
</event-handler>
`,
    [`${folder}/behavior-flows/Open.xml`]: `<command name="Open" create-command="true">
  <trigger source="Open${name}Requested" key-field="code">
${copied('')}
  </trigger>
  <processor type="validator" condition="len(flow.code) &gt; 0" exception="A code is needed"></processor>
  <processor type="emit-event" ref="${name}Opened">
${copied('#flow.')}
  </processor>
  <test-case name="HappyFlow" trigger-event="Open${name}Requested" expected-processing-status="success">
${lines(fields, (field) => `<input name="${field.name}" type="${field.type}" value="${examples[field.type]}"></input>`, '    ')}
    <expected domain-event="${name}Opened">
      <field name="code" type="String" value="${examples.String}"></field>
    </expected>
    <state>{}</state>
    <expected-state pk="${examples.String}">{
  &quot;code&quot;: &quot;${examples.String}&quot;
}</expected-state>
  </test-case>
</command>
`,
    [`views/${subDomain}/${name}.xml`]: `<view name="${name}" data-retention-days="-1" exclude-notification="false">
${lines(fields, (field) => `<field name="${field.name}" type="${field.type}"${field.name === 'code' ? ' pk="true"' : ''}></field>`)}
  <snapshot-handler sub-domain="${subDomain}" aggregate="${name}" key-mapping="code" processor="item">
${copied('', ' operand="set"')}
  </snapshot-handler>
  <query graphql-namespace="${subDomain}" field-name="get${name}" type="get" authorization="authenticated"></query>
  <query graphql-namespace="${subDomain}" field-name="find${name}" type="filter" authorization="authenticated" use-canonical-search="false">
    <filter-clause field-name="code" operand="equals"></filter-clause>
  </query>
</view>
`,
  }
}

function lines(fields: Entity['fields'], line: (field: Entity['fields'][number]) => string, indent = '  '): string {
  return fields.map((field) => `${indent}${line(field)}`).join('\n')
}
