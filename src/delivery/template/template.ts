import { isRecord } from '../../core/documents/is-record.ts'
import { own } from '../../core/run/own.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { mayBringResources, mayBringType } from './macro-content.ts'
import { readTemplateSource, type TemplateSource } from './template-source.ts'

/** The sections of a CloudFormation template that deployments read; other sections are kept unchanged. */
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
 * Parses a template in JSON or YAML. Short forms of intrinsic functions (`!Ref`, `!GetAtt`, …) become their long forms.
 * @param name of the file, for messages
 * @throws StageError `template-invalid` with the line of the error
 */
export async function parseTemplate(text: string, name: string): Promise<Template> {
  const source = await readTemplateSource(text, name)
  return asTemplate(source.value, source)
}

/** Sections that may be empty in YAML: a key without a value. */
const sections = [
  'Conditions',
  'Globals',
  'Mappings',
  'Metadata',
  'Outputs',
  'Parameters',
  'Rules',
  'Transform',
  'Description',
]

/**
 * Checks that a value is a template. Empty sections are dropped.
 * @param source where it comes from, for messages
 * @throws StageError `template-invalid` with the line, for a value that is not a template
 */
export async function asTemplate(
  value: unknown,
  { name, text }: Pick<TemplateSource, 'name' | 'text'>,
): Promise<Template> {
  // A macro may add all resources, and only the service can check these.
  const whole = isRecord(value) && isEmpty(value.Resources) && mayBringResources(value)
  const fault = whole ? parametersFault(value.Parameters) : templateFault(value)
  if (fault === undefined) return withoutEmptySections((whole ? { ...value, Resources: {} } : value) as Template)
  const { linesOf } = await import('./template-lines.ts')
  const [place] = fault.path.length === 0 ? [] : await linesOf(text, [fault.path])
  const where = place === undefined ? name : `${name}:${place.line}:${place.column}`
  throw new StageError('template-invalid', `${where}: ${fault.message}`, { hint: fault.hint })
}

interface TemplateFault {
  readonly message: string
  readonly hint: string
  readonly path: readonly string[]
}

function templateFault(template: unknown): TemplateFault | undefined {
  if (!isRecord(template) || !isRecord(template.Resources) || Object.keys(template.Resources).length === 0)
    return {
      message: 'the template has no Resources',
      hint: 'a CloudFormation template is a mapping with a section Resources that names at least one',
      path: isRecord(template) && 'Resources' in template ? ['Resources'] : [],
    }
  const bare = Object.entries(template.Resources).find(
    ([id, resource]) =>
      !id.startsWith('Fn::') && !mayBringType(resource) && (!isRecord(resource) || typeof resource.Type !== 'string'),
  )
  return (
    parametersFault(template.Parameters) ??
    (bare && {
      message: `resource ${bare[0]} has no Type`,
      hint: 'give it a Type such as AWS::S3::Bucket',
      path: ['Resources', bare[0]],
    })
  )
}

function isEmpty(resources: unknown): boolean {
  return resources === undefined || resources === null || (isRecord(resources) && Object.keys(resources).length === 0)
}

function parametersFault(parameters: unknown): TemplateFault | undefined {
  if (parameters === undefined || parameters === null) return undefined
  const hint = 'give each parameter a Type such as String, or leave the section out'
  if (!isRecord(parameters)) return { message: 'Parameters is not a mapping of names', hint, path: ['Parameters'] }
  const bare = Object.entries(parameters).find(([id, parameter]) => !id.startsWith('Fn::') && !isRecord(parameter))
  return bare && { message: `parameter ${bare[0]} has no Type`, hint, path: ['Parameters', bare[0]] }
}

function withoutEmptySections(template: Template): Template {
  const empty = sections.filter((name) => own(template as unknown as Record<string, unknown>, name) === null)
  if (empty.length === 0) return template
  return Object.fromEntries(Object.entries(template).filter(([name]) => !empty.includes(name))) as unknown as Template
}
