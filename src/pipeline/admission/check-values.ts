import { actionModes, isActionMode } from '../catalogue/action-modes.ts'
import { itemsOf } from '../definition/alternatives.ts'
import type { InputArtifact } from '../definition/definition.ts'
import { literalText } from '../definition/intrinsic.ts'
import type { Path, Report } from '../finding.ts'
import { namesText, type Suggest } from '../suggest.ts'
import type { Survey, SurveyedAction, SurveyedConfiguration } from '../survey/survey.ts'

const capabilities = ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND']
/** Keys of AWS whose value is true or false. */
const flags = [
  'PollForSourceChanges',
  'AllowOverrideForS3ObjectKey',
  'DetectChanges',
  'BatchEnabled',
  'CombineArtifacts',
  'IsSummaryRequired',
  'Extract',
]

/** What the configuration of an action may say (P-11). */
export function checkValues({ actions, suggest }: Survey, report: Report): void {
  for (const action of actions) {
    const { owner, provider = '' } = action.type
    if (owner === 'Custom' || owner === undefined) continue
    for (const configuration of action.configurations) {
      const error = (key: string, text: string, fix: string) =>
        report({
          rule: 'P-11',
          severity: 'error',
          path: placeOf(configuration, key),
          text: `${action.title}: ${text}`,
          fix,
        })
      checkFlags(configuration, error)
      if (provider.startsWith('CloudFormation')) checkCloudFormation(action, configuration, suggest, error)
      if (provider === 'CodeBuild') checkCodeBuild(action, configuration, error)
    }
  }
}

type Fault = (key: string, text: string, fix: string) => void

function placeOf({ path, values }: SurveyedConfiguration, key: string): Path {
  return Object.hasOwn(values, key) ? [...path, key] : path
}

/** The text of a value that is known before a run: references to variables are not. */
function knownText({ values }: SurveyedConfiguration, key: string): string | undefined {
  const text = literalText(values[key])
  return text?.includes('#{') ? undefined : text
}

function checkFlags(configuration: SurveyedConfiguration, error: Fault): void {
  for (const key of flags) {
    const text = knownText(configuration, key)
    if (text !== undefined && !/^(?:true|false)$/i.test(text))
      error(key, `${key} is ${JSON.stringify(text)}, which is neither true nor false`, 'write true or false')
  }
}

function checkCloudFormation(
  action: SurveyedAction,
  configuration: SurveyedConfiguration,
  suggest: Suggest,
  error: Fault,
): void {
  const mode = knownText(configuration, 'ActionMode')
  if (mode !== undefined && !isActionMode(mode)) {
    const modes = Object.keys(actionModes)
    const guess = suggest(mode, modes)
    error(
      'ActionMode',
      `there is no mode ${mode}`,
      guess === undefined ? `the modes are ${modes.join(', ')}` : `did you mean ${guess}?`,
    )
  }
  const wanted = knownText(configuration, 'Capabilities')
  const wrong = wanted?.split(',').find((each) => !capabilities.includes(each))
  if (wrong !== undefined)
    error(
      'Capabilities',
      wrong !== wrong.trim()
        ? `Capabilities has a space beside ${wrong.trim()}`
        : `there is no capability ${JSON.stringify(wrong)}`,
      `write ${capabilities.join(',')} or some of them, with commas and without spaces`,
    )
  const overrides = knownText(configuration, 'ParameterOverrides')
  if (
    overrides !== undefined &&
    !isJson(overrides, (value) => typeof value === 'object' && value !== null && !Array.isArray(value))
  )
    error(
      'ParameterOverrides',
      'ParameterOverrides is not a JSON object',
      'write it as JSON text, such as {"Name":"value"}',
    )
  for (const key of ['TemplatePath', 'TemplateConfiguration']) checkArtifactPath(key, action, configuration, error)
}

/** `Artifact::path`, of an artifact that the action takes. */
function checkArtifactPath(
  key: string,
  action: SurveyedAction,
  configuration: SurveyedConfiguration,
  error: Fault,
): void {
  const text = knownText(configuration, key)
  if (text === undefined) return
  const at = text.indexOf('::')
  if (at < 1) {
    error(key, `${key} is ${JSON.stringify(text)}, which names no artifact`, `write it as Artifact::path/of/the/file`)
    return
  }
  const artifact = text.slice(0, at)
  const { names, complete } = inputsOf(action)
  if (complete && !names.includes(artifact))
    error(
      key,
      `${key} reads the artifact ${artifact}, which is not an input of this action`,
      `add ${artifact} to its input artifacts`,
    )
}

function checkCodeBuild(action: SurveyedAction, configuration: SurveyedConfiguration, error: Fault): void {
  const variables = knownText(configuration, 'EnvironmentVariables')
  if (variables !== undefined && !isJson(variables, Array.isArray))
    error(
      'EnvironmentVariables',
      'EnvironmentVariables is not a JSON list',
      'write it as JSON text, such as [{"name":"A","value":"1"}]',
    )
  const { names, complete } = inputsOf(action)
  const primary = knownText(configuration, 'PrimarySource')
  if (complete && primary !== undefined && !names.includes(primary))
    error(
      'PrimarySource',
      `PrimarySource is ${primary}, which is not an input of this action`,
      `choose one of ${namesText(names)}`,
    )
  if (complete && names.length > 1 && configuration.complete && configuration.values.PrimarySource === undefined)
    error(
      'PrimarySource',
      `it has ${names.length} input artifacts and no PrimarySource`,
      'say in PrimarySource which of them has the buildspec',
    )
}

function inputsOf({ value, path }: SurveyedAction): { readonly names: readonly string[]; readonly complete: boolean } {
  const { items, complete } = itemsOf<InputArtifact>(value.inputArtifacts, [...path, 'inputArtifacts'])
  const names = items.map((item) => literalText(item.value.name))
  return { names: names.flatMap((name) => name ?? []), complete: complete && !names.includes(undefined) }
}

function isJson(text: string, fits: (value: unknown) => boolean): boolean {
  try {
    return fits(JSON.parse(text))
  } catch (error) {
    if (error instanceof SyntaxError) return false
    throw error
  }
}
