import { itemsOf } from '../definition/alternatives.ts'
import type { EnvironmentVariable, OutputArtifact } from '../definition/definition.ts'
import { isNoValue, type List, literalText } from '../definition/intrinsic.ts'
import type { Path, Report } from '../finding.ts'
import { guideLimits } from '../limits/limits.ts'
import { repeated } from '../survey/repeated.ts'
import type { Survey, SurveyedAction } from '../survey/survey.ts'

/** Commands, and what only an action of Commands has (P-14). */
export function checkCommands({ actions, stages }: Survey, report: Report): void {
  const error = (path: Path, text: string, fix: string) => report({ rule: 'P-14', severity: 'error', path, text, fix })
  for (const action of actions) {
    const { type, value, path, title } = action
    checkLines(value.commands, [...path, 'commands'], title, error)
    checkEnvironment(action, error)
    if (type.category === undefined) continue
    if (type.category !== 'Compute') checkOthers(action, error, report)
    else if (type.owner === 'AWS') {
      const { items, complete } = itemsOf<string>(value.commands, path)
      if (complete && items.length === 0) error(path, `${title} has no commands`, 'add commands')
    }
  }
  for (const stage of stages)
    for (const { rules } of stage.conditions)
      for (const { value, path } of rules)
        checkLines(
          value.commands,
          [...path, 'commands'],
          `rule ${literalText(value.name) ?? ''} of stage ${stage.name}`,
          error,
        )
}

type Fault = (path: Path, text: string, fix: string) => void

function checkLines(commands: List<string> | undefined, path: Path, title: string, error: Fault): void {
  for (const command of itemsOf<string>(commands, path).items) {
    const text = command.value.replace(/\n$/, '')
    if (/[\r\n]/.test(text))
      error(
        command.path,
        `${title} has a command of ${text.split(/\r\n|\r|\n/).length} lines, and each command is one line`,
        'split it into commands, or run a script',
      )
    else if (text !== command.value)
      error(
        command.path,
        `${title} has a command that ends with a line break`,
        'in YAML, write it after "|-", or on the line itself',
      )
  }
}

function checkEnvironment({ value, path, title }: SurveyedAction, error: Fault): void {
  const variables = itemsOf<EnvironmentVariable>(value.environmentVariables, [...path, 'environmentVariables']).items
  const most = guideLimits.resolvedEnvironmentVariable
  for (const variable of variables) {
    const text = literalText(variable.value.value)
    if (text?.includes('#{') && text.length > most)
      error(
        [...variable.path, 'value'],
        `${title} has an environment variable that refers to variables, of more than ${most} characters`,
        'shorten it',
      )
  }
  for (const { path: at, name } of repeated(variables, (variable) => literalText(variable.value.name)))
    error([...at, 'name'], `${title} has the environment variable ${name} twice`, 'leave one of them out')
}

/** The service refuses these members of every other action. */
function checkOthers({ value, path, title, type }: SurveyedAction, error: Fault, report: Report): void {
  const fix = 'leave it out, or take an action of Commands'
  for (const member of ['commands', 'outputVariables'] as const)
    if (value[member] !== undefined && !isNoValue(value[member]))
      error([...path, member], `${title} has ${member}, and an action of ${type.provider} has none`, fix)
  for (const output of itemsOf<OutputArtifact>(value.outputArtifacts, [...path, 'outputArtifacts']).items)
    if (output.value.files !== undefined && !isNoValue(output.value.files))
      error(
        [...output.path, 'files'],
        `${title} names the files of an artifact, and only an action of Commands can`,
        fix,
      )
  if (value.environmentVariables !== undefined)
    report({
      rule: 'P-14',
      severity: 'warning',
      path: [...path, 'environmentVariables'],
      text: `${title} has environmentVariables, which the guide describes for actions of Commands only`,
      fix: type.provider === 'CodeBuild' ? 'write them in EnvironmentVariables of the configuration' : 'leave them out',
    })
}
