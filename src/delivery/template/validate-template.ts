import { input, next, type Text } from '../../core/run/next-step.ts'
import type { Finding } from '../../core/run/report.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { commandLine } from '../../core/text/command-line.ts'
import { findCycle } from './find-cycle.ts'
import type { Template } from './template.ts'
import { type Reference, referencesOf } from './template-references.ts'

/** A problem of a template that is found without asking the service, and its position. */
export interface TemplateProblem {
  readonly text: string
  readonly fix: Text
  /** Path from the top of the template. */
  readonly path: readonly string[]
}

export interface GivenValues {
  readonly parameters: readonly string[]
  /** Parameters for which the stack already has a value. */
  readonly known: readonly string[]
  readonly capabilities: readonly string[]
}

/**
 * Finds problems that CloudFormation would report only during the deployment, and an emulator not at all: names that do
 * not exist, cycles, parameters without a value or a declaration, missing capabilities, and quotas (user guide,
 * "Template anatomy", "Quotas").
 */
export function templateProblems(template: Template, given: GivenValues): TemplateProblem[] {
  const references = isRewritten(template) ? [] : referencesOf(template)
  return [
    ...unresolved(template, references),
    ...cycles(references),
    ...parameterProblems(template, given),
    ...capabilityProblems(template, given.capabilities),
    ...quotaProblems(template),
  ]
}

/** Maximum number of problems that are reported one by one; the failure counts all. */
export const mostFindings = 100

/**
 * @param name of the template's file @param text of the template, for line numbers
 * @throws StageError `template-invalid`, after each problem was reported as a finding
 */
export async function refuseInvalid(
  problems: readonly TemplateProblem[],
  source: { readonly name: string; readonly text: string },
  report: (finding: Finding) => void,
): Promise<void> {
  const first = problems[0]
  if (first === undefined) return
  const { linesOf } = await import('./template-lines.ts')
  const shown = problems.slice(0, mostFindings)
  const lines = await linesOf(
    source.text,
    shown.map((problem) => problem.path),
  )
  for (const [index, { text, fix }] of shown.entries())
    report({ severity: 'error', text, fix, place: { file: source.name, ...lines[index] } })
  const more = problems.length === 1 ? '' : `, and ${problems.length - 1} more`
  const line = lines[0]?.line
  throw new StageError(
    'template-invalid',
    `${source.name}${line === undefined ? '' : `:${line}`}: ${first.text}${more}`,
    {
      hint: first.fix,
    },
  )
}

/** Whether macros may add any resource, so that only the service can check names. */
export function isRewritten(template: Template): boolean {
  const transforms = [template.Transform ?? []].flat()
  if (transforms.some((transform) => transform !== 'AWS::LanguageExtensions')) return true
  return /"Fn::(Transform|ForEach)|::MODULE"/.test(JSON.stringify(template))
}

function unresolved(template: Template, references: readonly Reference[]): TemplateProblem[] {
  const resources = Object.keys(template.Resources)
  const parameters = Object.keys(template.Parameters ?? {})
  const places: Record<Reference['kind'], { names: ReadonlySet<string>; what: string }> = {
    value: { names: new Set([...parameters, ...resources]), what: 'parameter or resource' },
    resource: { names: new Set(resources), what: 'resource' },
    condition: { names: new Set(Object.keys(template.Conditions ?? {})), what: 'condition' },
    mapping: { names: new Set(Object.keys(template.Mappings ?? {})), what: 'mapping' },
  }
  return references.flatMap(({ to, kind, path }) => {
    const { names, what } = places[kind]
    if (names.has(to) || (kind === 'value' && to.startsWith('AWS::'))) return []
    const text = `${path.slice(0, 2).join(' ')} refers to ${to}, but the template has no such ${what}`
    return [{ text, fix: `correct the name, or add the ${what} ${to}`, path }]
  })
}

function cycles(references: readonly Reference[]): TemplateProblem[] {
  const edges = new Map<string, Set<string>>()
  for (const { to, kind, path } of references) {
    if (path[0] !== 'Resources' || kind === 'condition' || kind === 'mapping' || path[2] === 'Metadata') continue
    const from = path[1]!
    edges.set(from, (edges.get(from) ?? new Set()).add(to))
  }
  const cycle = findCycle(edges)
  if (cycle === undefined) return []
  const text = `resources depend on each other: ${cycle.join(' → ')}`
  return [
    {
      text,
      fix: 'remove one of these references, or move it into a resource of its own',
      path: ['Resources', cycle[0]!],
    },
  ]
}

function parameterProblems(template: Template, given: GivenValues): TemplateProblem[] {
  const declared = template.Parameters ?? {}
  const unknown = given.parameters.filter((name) => !Object.hasOwn(declared, name))
  const open = Object.keys(declared).filter(
    (name) => declared[name]!.Default === undefined && !given.parameters.includes(name) && !given.known.includes(name),
  )
  const names = Object.keys(declared).join(', ') || 'none'
  return [
    ...unknown.map((name) => ({
      text: `parameter ${name} is given, but the template does not declare it`,
      fix: `the template declares ${names}`,
      path: ['Parameters'],
    })),
    ...open.map((name) => ({
      text: `parameter ${name} has no value and no default`,
      fix: next`give it: ${input('parameter-overrides', commandLine`${name}=…`)}`,
      path: ['Parameters', name],
    })),
  ]
}

const roles = new Set(
  [
    'Group',
    'InstanceProfile',
    'ManagedPolicy',
    'Policy',
    'Role',
    'RolePolicy',
    'User',
    'UserPolicy',
    'GroupPolicy',
    'AccessKey',
    'UserToGroupAddition',
  ].map((kind) => `AWS::IAM::${kind}`),
)
const namedBy = /^(Group|InstanceProfile|ManagedPolicy|Role|User)Name$/

/** Acknowledging IAM resources in CloudFormation templates (user guide). */
function capabilityProblems(template: Template, capabilities: readonly string[]): TemplateProblem[] {
  if (capabilities.includes('CAPABILITY_NAMED_IAM')) return []
  const resources = Object.entries(template.Resources).filter(([, { Type }]) => roles.has(Type))
  const named = resources.find(([, { Type, Properties }]) =>
    Object.keys(Properties ?? {}).some((key) => namedBy.test(key) && Type === `AWS::IAM::${key.slice(0, -4)}`),
  )
  const found = named ?? (capabilities.includes('CAPABILITY_IAM') ? undefined : resources[0])
  if (found === undefined) return []
  const capability = named === undefined ? 'CAPABILITY_IAM' : 'CAPABILITY_NAMED_IAM'
  const text = `resource ${found[0]} (${found[1].Type}) needs ${capability}`
  return [{ text, fix: next`acknowledge it: ${input('capabilities', capability)}`, path: ['Resources', found[0]] }]
}

const quotas = { Resources: 500, Parameters: 200, Outputs: 200, Mappings: 200 } as const

function quotaProblems(template: Template): TemplateProblem[] {
  return Object.entries(quotas).flatMap(([section, limit]) => {
    const count = Object.keys(template[section as keyof typeof quotas] ?? {}).length
    if (count <= limit) return []
    const text = `the template has ${count} ${section}, CloudFormation takes ${limit}`
    return [{ text, fix: 'split it into nested stacks', path: [section] }]
  })
}
