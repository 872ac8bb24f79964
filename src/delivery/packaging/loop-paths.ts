import { StageError } from '../../core/run/stage-error.ts'
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
 * @throws StageError `template-invalid` when the values are known only during the deployment, or cannot be keys of a mapping
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

/** What the template says of the turns: a mapping with the key of each, and the function that looks it up. */
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
