import { logicalPart } from '../../names.ts'
import { attribute, ref, type TemplateResource, type TemplateResources, type Value } from '../template.ts'

/** A nested stack: the resource of its parent, and its own template. */
export interface NestedStack {
  readonly id: string
  /** Logical ids of its resources. */
  readonly members: readonly string[]
  readonly resource: TemplateResource
  /** File name, beside the template of the parent. */
  readonly file: string
  readonly template: { readonly [name: string]: Value }
}

/**
 * Renders a nested stack with these resources. References to the parent become parameters. If a resource depends on one
 * of the parent, the whole stack depends on it.
 */
export function renderNestedStack(id: string, members: TemplateResources): NestedStack {
  const own = new Set(members.map(([member]) => member))
  const parameters = new Map<string, Value>()
  const given = (name: string, value: Value): string => {
    for (let count = 1; ; count += 1) {
      const candidate = count === 1 ? name : `${name}${count}`
      const known = parameters.get(candidate)
      if (own.has(candidate) || (known !== undefined && JSON.stringify(known) !== JSON.stringify(value))) continue
      parameters.set(candidate, value)
      return candidate
    }
  }
  const waitsFor = new Set<string>()
  const resources = members.map(([member, resource]) => {
    const { DependsOn = [], ...rest } = resource
    for (const other of DependsOn) if (!own.has(other)) waitsFor.add(other)
    const inside = DependsOn.filter((other) => own.has(other))
    const properties = rewritten(resource.Properties ?? {}, own, given) as { readonly [name: string]: Value }
    return [
      member,
      { ...rest, ...(inside.length === 0 ? {} : { DependsOn: inside }), Properties: properties } as unknown as Value,
    ] as const
  })
  const sorted = [...parameters].sort(([one], [other]) => (one < other ? -1 : 1))
  const file = `stack-${id.toLowerCase()}.json`
  return {
    id,
    members: [...own],
    file,
    resource: {
      Type: 'AWS::CloudFormation::Stack',
      ...(waitsFor.size === 0 ? {} : { DependsOn: [...waitsFor].sort() }),
      Properties: { TemplateURL: file, Parameters: Object.fromEntries(sorted) },
    },
    template: {
      Parameters: Object.fromEntries(sorted.map(([name]) => [name, { Type: 'String' }])),
      Resources: Object.fromEntries(resources),
    },
  }
}

/** The value, with each reference to the parent replaced by a reference to a parameter. */
function rewritten(value: Value, own: ReadonlySet<string>, given: (name: string, value: Value) => string): Value {
  if (Array.isArray(value)) return value.map((item) => rewritten(item, own, given))
  if (typeof value !== 'object' || value === null) return value
  const members = value as { readonly [name: string]: Value }
  const isForeign = (id: string) => !id.startsWith('AWS::') && !own.has(id)
  const { Ref, 'Fn::GetAtt': getAtt, 'Fn::Sub': text } = members
  if (typeof Ref === 'string') return isForeign(Ref) ? ref(given(Ref, value)) : value
  if (Array.isArray(getAtt)) {
    const [id, name] = getAtt as unknown as readonly [string, string]
    return isForeign(id) ? ref(given(id + logicalPart(name), value)) : value
  }
  if (typeof text === 'string')
    return {
      'Fn::Sub': text.replaceAll(/\$\{([^!}.]+)(?:\.([^}]+))?\}/g, (whole, id: string, name: string | undefined) => {
        if (!isForeign(id)) return whole
        return `\${${given(id + logicalPart(name ?? ''), name === undefined ? ref(id) : attribute(id, name))}}`
      }),
    }
  return Object.fromEntries(Object.entries(members).map(([name, member]) => [name, rewritten(member, own, given)]))
}
