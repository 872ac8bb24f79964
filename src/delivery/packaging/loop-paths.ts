import { isRecord } from '../../core/documents/is-record.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { sha256 } from '../../core/sha256.ts'
import type { Template } from '../template/template.ts'
import type { ArtifactProperty } from './artifact-properties.ts'
import type { Loop } from './template-members.ts'

/** A path that loops change: one for each turn. */
export interface LoopPaths {
  /** The variables in the path, one or two. */
  readonly variables: readonly string[]
  /** The values of the variables in each turn, and the path that they give. */
  readonly turns: readonly { readonly values: readonly string[]; readonly path: string }[]
}

/** A key of a mapping (CloudFormation template reference, "Mappings"). */
const mappingKey = /^[A-Za-z0-9.-]+$/

/**
 * The paths of a value in the body of loops; undefined when no loop changes it.
 * @throws StageError `template-invalid` when the values are known only during the deployment, or cannot be keys of a
 *   mapping
 */
export function loopPaths(
  value: string,
  owner: string,
  loops: readonly Loop[],
  { content, form }: Pick<ArtifactProperty, 'content' | 'form'>,
): LoopPaths | undefined {
  const used = loops.filter(({ variable }) => value.includes(`\${${variable}}`) || value.includes(`&{${variable}}`))
  const [first, second] = used
  if (first === undefined) return undefined
  const refuse = (why: string) =>
    new StageError('template-invalid', `${owner} is ${value}, a path that ${first.name} changes at each turn, ${why}`, {
      hint: `write these resources without the loop, or use one folder for all and \${${first.variable}} in a property such as Handler`,
    })
  if (content === 'template' || form.kind === 'url' || form.kind === 'text') throw refuse('and only code can change so')
  if (used.length > 2) throw refuse('as more than one other loop does')
  const lists = used.map(({ name, values }) => {
    if (values === undefined) throw refuse(`and the values of ${name} are known only during the deployment`)
    const odd = values.find((each) => !mappingKey.test(each))
    if (odd !== undefined) throw refuse(`and its value ${odd} has more than letters, digits, dots and hyphens`)
    return values
  })
  const [outer = [], inner] = lists
  const rows = outer.flatMap((one) => (inner === undefined ? [[one]] : inner.map((other) => [one, other])))
  const variables = [first.variable, ...(second === undefined ? [] : [second.variable])]
  const turns = rows.map((values) => ({
    values,
    path: variables.reduce((path, variable, index) => substituted(path, variable, values[index]!), value),
  }))
  return { variables, turns }
}

/** `&{Name}` leaves out what no logical id may have ("Intrinsic function reference", `Fn::ForEach`). */
function substituted(path: string, variable: string, value: string): string {
  return path.replaceAll(`\${${variable}}`, value).replaceAll(`&{${variable}}`, value.replace(/[^A-Za-z0-9]/g, ''))
}

/** The mapping with the key of each turn, and the function that looks it up. */
export function turnMapping(
  name: string,
  { variables }: LoopPaths,
  keys: readonly { readonly values: readonly string[]; readonly key: string }[],
): { readonly mapping: Readonly<Record<string, Readonly<Record<string, string>>>>; readonly lookup: unknown } {
  const mapping: Record<string, Record<string, string>> = {}
  for (const { values, key } of keys) {
    const [one = '', other = 'Key'] = values
    mapping[one] = { ...mapping[one], [other]: key }
  }
  const [outer, inner] = variables.map((Ref) => ({ Ref }))
  return { mapping, lookup: { 'Fn::FindInMap': [name, outer, inner ?? 'Key'] } }
}

/** Letters and digits of a place that stay readable in a name. CloudFormation takes names of 255 characters. */
const readable = 160

/**
 * The name of a mapping for a place in a template. It follows from the place alone, so it stays when other places come
 * and go. A digest tells places apart whose letters and digits are the same.
 */
export function mappingName(path: readonly (string | number)[], template: Template): string {
  const { Mappings } = template as { Mappings?: unknown }
  const taken = isRecord(Mappings) ? Mappings : {}
  const letters = path
    .slice(1)
    .join('')
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(0, readable)
  let name = `Liftlock${letters}${sha256(JSON.stringify(path)).slice(0, 8)}`
  while (Object.hasOwn(taken, name)) name += 'X'
  return name
}

/** The template with more mappings; those that it has stay. */
export function withMappings(
  template: Template,
  added: readonly (readonly [name: string, content: unknown])[],
): Template {
  if (added.length === 0) return template
  const { Mappings } = template as { Mappings?: unknown }
  return {
    ...template,
    Mappings: { ...(isRecord(Mappings) ? Mappings : {}), ...Object.fromEntries(added) },
  } as Template
}
