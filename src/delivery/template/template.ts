import { DocumentFault } from '../../core/documents/document-fault.ts'
import { readJson } from '../../core/documents/read-json.ts'
import { defined } from '../../core/run/defined.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { templateLimits } from '../documents/limits.ts'
import { readTemplateYaml } from '../documents/read-template-yaml.ts'
import { mayBringResources, mayBringType } from './macro-content.ts'

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

/**
 * JSON or YAML of a template or a part of one. Aliases and merge keys (`<<`) of YAML are resolved, as `aws cloudformation package` does.
 * @throws StageError `template-invalid` with the line at fault, also for what is above `templateLimits`
 */
export async function parseTemplateText(text: string, name: string): Promise<unknown> {
  try {
    return (text.trimStart().startsWith('{') ? parseJson(text) : undefined) ?? (await readTemplateYaml(text))
  } catch (error) {
    if (!(error instanceof DocumentFault)) throw error
    const { position, message, fix } = error
    const where = position === undefined ? name : `${name}:${position.line}:${position.column}:`
    throw new StageError('template-invalid', `${where} ${message}`, {
      cause: error,
      ...defined({ hint: fix }),
    })
  }
}

/** @throws StageError `template-invalid` for what is no template */
export function asTemplate(template: unknown, name: string): Template {
  if (isRecord(template) && isEmpty(template.Resources) && mayBringResources(template))
    return { ...template, Resources: {} } as unknown as Template
  if (!isRecord(template) || !isRecord(template.Resources) || Object.keys(template.Resources).length === 0)
    throw new StageError('template-invalid', `${name} has no Resources`, {
      hint: 'a CloudFormation template is a mapping with a section Resources that names at least one',
    })
  refuseParameters(template.Parameters, name)
  for (const [id, resource] of Object.entries(template.Resources))
    if (!id.startsWith('Fn::') && !mayBringType(resource) && (!isRecord(resource) || typeof resource.Type !== 'string'))
      throw new StageError('template-invalid', `resource ${id} of ${name} has no Type`, {
        hint: 'give it a Type such as AWS::S3::Bucket',
      })
  return template as unknown as Template
}

function isEmpty(resources: unknown): boolean {
  return resources === undefined || resources === null || (isRecord(resources) && Object.keys(resources).length === 0)
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
    return readJson(text, templateLimits)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
