import type { PipelineDefinition } from '../definition/definition.ts'
import { type ReadDefinition, readDeclaration, readResource } from '../definition/read-definition.ts'
import { spelledPath } from '../definition/spelling.ts'
import { type PipelineFinding, pathText } from '../finding.ts'
import { survey } from '../survey/survey.ts'
import { advise } from './advise.ts'
import { checkActionTypes } from './check-action-types.ts'
import { checkArtifacts } from './check-artifacts.ts'
import { checkCommands } from './check-commands.ts'
import { checkConditions } from './check-conditions.ts'
import { checkConfiguration } from './check-configuration.ts'
import { checkRules } from './check-rules.ts'
import { checkSources } from './check-sources.ts'
import { checkStages } from './check-stages.ts'
import { checkStores } from './check-stores.ts'
import { checkTriggers } from './check-triggers.ts'
import { checkType } from './check-type.ts'
import { checkValues } from './check-values.ts'
import { checkVariables } from './check-variables.ts'

/** All checks of a whole definition, in the order of their rules. */
const checks = [
  checkStages,
  checkSources,
  checkStores,
  checkType,
  checkConditions,
  checkRules,
  checkActionTypes,
  checkConfiguration,
  checkValues,
  checkArtifacts,
  checkVariables,
  checkCommands,
  checkTriggers,
  advise,
]

/** What the admission says of a definition. */
export interface Admission {
  /** Undefined when a part is missing or of another kind. */
  readonly definition: PipelineDefinition | undefined
  /** In the order of the document, with paths as it writes them. */
  readonly findings: readonly PipelineFinding[]
  /** Whether no finding is an error. */
  readonly admitted: boolean
}

/** Reads and checks the properties of `AWS::CodePipeline::Pipeline`. */
export function admitResource(properties: unknown): Admission {
  return admit(readResource(properties))
}

/** Reads and checks an answer of `GetPipeline`, an input of `CreatePipeline`, or a declaration alone. */
export function admitDeclaration(document: unknown): Admission {
  return admit(readDeclaration(document))
}

/** What is wrong or unwise in a whole definition, with paths in the words of the service. */
export function examine(definition: PipelineDefinition): readonly PipelineFinding[] {
  const findings: PipelineFinding[] = []
  const surveyed = survey(definition)
  for (const check of checks) check(surveyed, (finding) => findings.push(finding))
  return findings
}

/** A part that is missing or of another kind is reported alone, to avoid follow-on errors. */
function admit({ definition, findings: read, spelling }: ReadDefinition): Admission {
  const examined = definition === undefined ? [] : examine(definition)
  const spelled = examined.map((finding) => ({ ...finding, path: spelledPath(finding.path, spelling, definition!) }))
  const findings = withoutRepeats([...read, ...spelled])
  return { definition, findings, admitted: findings.every(({ severity }) => severity !== 'error') }
}

/** A path of which two checks say the same is named once. */
function withoutRepeats(findings: readonly PipelineFinding[]): readonly PipelineFinding[] {
  const known = new Set<string>()
  return findings.filter(({ rule, path, text }) => {
    const key = `${rule} ${pathText(path)} ${text}`
    if (known.has(key)) return false
    known.add(key)
    return true
  })
}
