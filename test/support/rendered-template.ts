import { renderInfrastructure } from '../../src/generator/infrastructure/render-infrastructure.ts'
import type { Model } from '../../src/generator/model/types/model.ts'

/** A resource as tests look into it. */
export interface RenderedResource {
  readonly Type: string
  readonly Condition?: string
  readonly DependsOn?: readonly string[]
  readonly DeletionPolicy?: string
  readonly UpdateReplacePolicy?: string
  // biome-ignore lint/suspicious/noExplicitAny: tests name the members they expect, whatever the type of resource
  readonly Properties: any
}

export interface Statement {
  readonly Action: readonly string[]
  readonly Resource: unknown
}

/** The template of a model, read back from its text. */
export function renderedTemplate(model: Model) {
  return parsedTemplate(renderInfrastructure(model).get('template.json')!)
}

/** All templates of a model by the stack that they are for: `root`, and the logical ids of its nested stacks. */
export function renderedTemplates(model: Model): ReadonlyMap<string, ReturnType<typeof parsedTemplate>> {
  const files = renderInfrastructure(model)
  const root = parsedTemplate(files.get('template.json')!)
  const nested = Object.entries(root.Resources)
    .filter(([, { Type }]) => Type === 'AWS::CloudFormation::Stack')
    .map(([id, { Properties }]) => [id, parsedTemplate(files.get(Properties.TemplateURL)!)] as const)
  return new Map([['root', root], ...nested])
}

function parsedTemplate(text: string) {
  const template = JSON.parse(text) as {
    readonly Parameters: Readonly<Record<string, unknown>>
    readonly Conditions: Readonly<Record<string, unknown>>
    readonly Resources: Readonly<Record<string, RenderedResource>>
    readonly Outputs: Readonly<Record<string, { readonly Value: unknown; readonly Condition?: string }>>
  }
  const known = new Set([...Object.keys(template.Resources), ...Object.keys(template.Parameters)])
  return {
    ...template,
    text,
    /** Names that are referred to and are not there. */
    dangling: () => referencesIn(template).filter((name) => !name.startsWith('AWS::') && !known.has(name)),
  }
}

/** What a role allows; nothing for any other resource. */
export function statementsOf({ Type, Properties }: RenderedResource): readonly Statement[] {
  if (Type !== 'AWS::IAM::Role') return []
  return Properties.Policies.flatMap(
    (policy: { PolicyDocument: { Statement: readonly Statement[] } }) => policy.PolicyDocument.Statement,
  )
}

/** Of `Ref`, `Fn::GetAtt`, `Fn::Sub` and `DependsOn`, wherever they stand. */
function referencesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, member]) => {
    if (name === 'Ref') return [String(member)]
    if (name === 'DependsOn') return member as string[]
    if (name === 'Fn::GetAtt') return [(member as string[])[0]!]
    if (name === 'Fn::Sub') return [...String(member).matchAll(/\$\{([^!}][^}.]*)[^}]*\}/g)].map((match) => match[1]!)
    return referencesIn(member)
  })
}
