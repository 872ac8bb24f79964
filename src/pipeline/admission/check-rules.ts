import { own } from '../../core/run/own.ts'
import { ruleTypes } from '../catalogue/action-types.ts'
import type { Placed } from '../definition/alternatives.ts'
import type { Rule } from '../definition/definition.ts'
import { isNoValue, literalText } from '../definition/intrinsic.ts'
import type { Path, Report } from '../finding.ts'
import type { Suggest } from '../suggest.ts'
import { repeated } from '../survey/repeated.ts'
import { configurationsOf, type Survey, type SurveyedConfiguration, typeOf } from '../survey/survey.ts'

const operators = ['EQ', 'NE', 'CONTAINS', 'MATCHES']

/** Which rules there are, and what they are told (P-08). */
export function checkRules({ stages, suggest }: Survey, report: Report): void {
  for (const { conditions } of stages)
    for (const { rules } of conditions) {
      for (const rule of rules) checkRule(rule, suggest, report)
      for (const { path, name } of repeated(rules, ({ value }) => literalText(value.name)))
        report({
          rule: 'P-08',
          severity: 'warning',
          path: [...path, 'name'],
          text: `another rule of this condition is called ${name} too`,
          fix: 'give each rule its own name, so that a result tells which rule it was',
        })
    }
}

type Fault = (path: Path, text: string, fix: string) => void

function checkRule({ value, path }: Placed<Rule>, suggest: Suggest, report: Report): void {
  const { provider } = typeOf(value.ruleTypeId)
  if (provider === undefined) return
  const name = `rule ${literalText(value.name) ?? provider}`
  const error: Fault = (at, text, fix) =>
    report({ rule: 'P-08', severity: 'error', path: at, text: `${name} ${text}`, fix })
  const type = own(ruleTypes, provider)
  if (type === undefined) unknownProvider(provider, [...path, 'ruleTypeId', 'provider'], suggest, error)
  else
    for (const configuration of configurationsOf(value.configuration, [...path, 'configuration'])) {
      checkKeys(provider, configuration, suggest, error)
      if (provider === 'VariableCheck') checkOperator(configuration, error)
      if (provider === 'DeploymentWindow') checkCron(configuration, error)
    }
  const given = value.commands !== undefined && !isNoValue(value.commands)
  if (provider === 'Commands' && !given) error(path, 'has no commands', 'add commands')
  if (provider !== 'Commands' && type !== undefined && given)
    error([...path, 'commands'], `has commands, and a rule of ${provider} runs none`, 'take a rule of Commands')
}

function unknownProvider(provider: string, path: Path, suggest: Suggest, error: Fault): void {
  const known = Object.keys(ruleTypes)
  const guess = suggest(provider, known)
  error(
    path,
    `has the provider ${provider}, and there is no such provider of rules`,
    guess === undefined ? `the providers are ${known.join(', ')}` : `did you mean ${guess}?`,
  )
}

function checkKeys(provider: string, configuration: SurveyedConfiguration, suggest: Suggest, error: Fault): void {
  const { values, path, complete } = configuration
  const type = ruleTypes[provider]!
  for (const key of type.required)
    if (complete && (values[key] === undefined || isNoValue(values[key])))
      error(path, `lacks ${key}, which a rule of ${provider} needs`, `add ${key} to its configuration`)
  const keys = [...type.required, ...type.optional]
  for (const key of Object.keys(values)) {
    if (keys.includes(key)) continue
    const guess = suggest(key, keys)
    error(
      [...path, key],
      `is told ${key}, which a rule of ${provider} does not know`,
      guess === undefined ? `it knows ${keys.join(', ')}` : `did you mean ${guess}?`,
    )
  }
}

function checkOperator({ values, path }: SurveyedConfiguration, error: Fault): void {
  const operator = literalText(values.Operator)
  if (operator !== undefined && !operators.includes(operator))
    error([...path, 'Operator'], `compares by ${operator}`, `choose one of ${operators.join(', ')}`)
}

/** A window has six fields, or seven with the year. */
function checkCron({ values, path }: SurveyedConfiguration, error: Fault): void {
  const cron = literalText(values.Cron)
  if (cron === undefined || cron.includes('#{')) return
  const fields = cron.trim().split(/\s+/)
  if (fields.length !== 6 && fields.length !== 7)
    error(
      [...path, 'Cron'],
      `has the window ${JSON.stringify(cron)}, which has ${fields.length} fields`,
      'write six or seven fields, such as 0 0 9-17 ? * MON-FRI *',
    )
}
