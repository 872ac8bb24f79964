import { StageError } from '../../core/stage-error.ts'

/** What deployments read of a CloudFormation template; other sections are kept as they are. */
export interface Template {
  readonly Parameters?: Readonly<Record<string, TemplateParameter>>
  readonly Conditions?: Readonly<Record<string, unknown>>
  readonly Mappings?: Readonly<Record<string, unknown>>
  readonly Resources: Readonly<Record<string, TemplateResource>>
  readonly Outputs?: Readonly<Record<string, unknown>>
  readonly Rules?: Readonly<Record<string, unknown>>
  readonly Transform?: unknown
}

export interface TemplateParameter {
  readonly Type?: string
  readonly Default?: unknown
  readonly NoEcho?: unknown
}

export interface TemplateResource {
  readonly Type: string
  readonly Properties?: Readonly<Record<string, unknown>>
  readonly DependsOn?: string | readonly string[]
  readonly Condition?: string
  readonly DeletionPolicy?: unknown
  readonly UpdateReplacePolicy?: unknown
}

/**
 * A template in JSON or YAML, the short forms of intrinsic functions (`!Ref`, `!GetAtt`, …) written out.
 * @param name of the file, for messages
 * @throws StageError `template-invalid` with the line at fault
 */
export async function parseTemplate(text: string, name: string): Promise<Template> {
  return asTemplate(await parseTemplateText(text, name), name)
}

/** JSON or YAML of a template or a part of one. @throws StageError `template-invalid` with the line at fault */
export async function parseTemplateText(text: string, name: string): Promise<unknown> {
  const value = (text.trimStart().startsWith('{') ? parseJson(text) : undefined) ?? (await parseYaml(text, name))
  refuseDepth(value, name)
  return value
}

/** Far more than any template has: the service takes a megabyte of text. */
const mostLevels = 100
const mostNodes = 500_000
/** Each is looked for in the whole text. */
const mostAliases = 2_000

function refuseDepth(value: unknown, name: string, level = 0): void {
  if (typeof value !== 'object' || value === null) return
  if (level === mostLevels) throw excessive(name, `is nested more than ${mostLevels} levels deep`)
  for (const member of Object.values(value)) refuseDepth(member, name, level + 1)
}

function excessive(name: string, what: string): StageError {
  return new StageError('template-invalid', `${name} ${what}`, {
    hint: 'CloudFormation would not take it; look for an alias that leads back to itself, or that is repeated many times',
  })
}

/** @throws StageError `template-invalid` for what is no template */
export function asTemplate(template: unknown, name: string): Template {
  if (!isRecord(template) || !isRecord(template.Resources) || Object.keys(template.Resources).length === 0)
    throw new StageError('template-invalid', `${name} has no Resources`, {
      hint: 'a CloudFormation template is a mapping with a section Resources that names at least one',
    })
  refuseParameters(template.Parameters, name)
  for (const [id, resource] of Object.entries(template.Resources))
    if (!id.startsWith('Fn::') && (!isRecord(resource) || typeof resource.Type !== 'string'))
      throw new StageError('template-invalid', `resource ${id} of ${name} has no Type`, {
        hint: 'give it a Type such as AWS::S3::Bucket',
      })
  return template as unknown as Template
}

function refuseParameters(parameters: unknown, name: string): void {
  if (parameters === undefined) return
  const hint = 'give each parameter a Type such as String, or leave the section out'
  if (!isRecord(parameters))
    throw new StageError('template-invalid', `Parameters of ${name} is no mapping of names`, { hint })
  const bare = Object.entries(parameters).find(([id, parameter]) => !id.startsWith('Fn::') && !isRecord(parameter))
  if (bare !== undefined)
    throw new StageError('template-invalid', `parameter ${bare[0]} of ${name} has no Type`, { hint })
}

/** Whether the value is a mapping. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Undefined lets the YAML reader, which knows lines, say what is wrong. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const fullNames = new Set(['Ref', 'Condition'])

async function parseYaml(text: string, name: string): Promise<unknown> {
  const yaml = await import('yaml')
  const written = (tag: string, value: unknown) => {
    const function_ = tag.slice(1)
    if (function_ === 'GetAtt' && typeof value === 'string') {
      const dot = value.indexOf('.')
      return { 'Fn::GetAtt': [value.slice(0, dot), value.slice(dot + 1)] }
    }
    return { [fullNames.has(function_) ? function_ : `Fn::${function_}`]: value }
  }
  const document = yaml.parseDocument(text, { schema: 'core', prettyErrors: true, logLevel: 'error', stringKeys: true })
  const problem = document.errors[0]
  if (problem !== undefined) throw new StageError('template-invalid', `${name}: ${problem.message}`, { cause: problem })
  let [nodes, level, aliases] = [0, 0, 0]
  const plain = (node: unknown): unknown => {
    nodes += 1
    if (nodes > mostNodes) throw excessive(name, `unfolds to more than ${mostNodes} values`)
    if (level > mostLevels) throw excessive(name, `is nested more than ${mostLevels} levels deep`)
    level += 1
    const value = unfolded(node)
    level -= 1
    return value
  }
  const unfolded = (node: unknown): unknown => {
    if (yaml.isAlias(node)) aliases += 1
    if (aliases > mostAliases) throw excessive(name, `unfolds more than ${mostAliases} aliases`)
    const found = yaml.isAlias(node) ? node.resolve(document) : node
    if (yaml.isNode(found) && found.tag?.match(/^![A-Z]\w*$/)) return written(found.tag, untagged(found))
    return untagged(found)
  }
  const untagged = (node: unknown): unknown => {
    if (yaml.isMap(node)) return Object.fromEntries(node.items.map((pair) => [keyOf(pair.key), plain(pair.value)]))
    if (yaml.isSeq(node)) return node.items.map(plain)
    return yaml.isScalar(node) ? node.value : null
  }
  const keyOf = (key: unknown) => (yaml.isScalar(key) ? String(key.value) : String(key))
  return plain(document.contents)
}
