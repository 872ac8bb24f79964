import type { Condition, Rule } from '../definition/definition.ts'
import { alarmRoleArn } from './environment-roles.ts'
import type { WantedPipeline } from './wanted.ts'

const ruleType = (provider: string) => ({ category: 'Rule', owner: 'AWS', provider, version: '1' }) as const

/** The value of the variable `Release` in an execution that nobody started: creating a pipeline runs it once. */
export const noRelease = 'none'

/** The rule that ends an execution that names no release. */
export const releaseRule = 'ReleaseIsNamed'

/** Ends the creation run before it does anything. */
export const refuseCreationRun: Condition = {
  result: 'FAIL',
  rules: [variableRule(releaseRule, '#{variables.Release}', noRelease)],
}

/** Skips a stage when a variable has this value. */
export function skipUnless(name: string, variable: string, value: string): Condition {
  return { result: 'SKIP', rules: [variableRule(name, variable, value)] }
}

function variableRule(name: string, variable: string, value: string): Rule {
  return {
    name,
    ruleTypeId: ruleType('VariableCheck'),
    configuration: { Variable: variable, Value: value, Operator: 'NE' },
  }
}

/** Waits until production may change. */
export function windowCondition({ window }: WantedPipeline): Condition | undefined {
  if (window === undefined) return undefined
  const configuration = { Cron: window.cron, TimeZone: window.timeZone }
  return { result: 'FAIL', rules: [{ name: 'Window', ruleTypeId: ruleType('DeploymentWindow'), configuration }] }
}

/** Lets nothing in while an alarm rings. */
export function alarmsBefore(wanted: WantedPipeline): Condition | undefined {
  return alarmCondition(wanted, wanted.alarms.before, 'FAIL', {})
}

/** Rolls back when an alarm rings after the deployment. An executed change set cannot run again, and only fails. */
export function alarmsAfter(wanted: WantedPipeline): Condition | undefined {
  const result = wanted.actions === 'cloudformation' ? 'FAIL' : 'ROLLBACK'
  return alarmCondition(wanted, wanted.alarms.after, result, { WaitTime: String(wanted.alarms.wait) })
}

function alarmCondition(
  wanted: WantedPipeline,
  names: readonly string[],
  result: 'FAIL' | 'ROLLBACK',
  more: Readonly<Record<string, string>>,
): Condition | undefined {
  const role = alarmRoleArn(wanted)
  if (names.length === 0 || role === undefined) return undefined
  const rules = names.map(
    (AlarmName, index): Rule => ({
      name: `Alarm${index + 1}`,
      ruleTypeId: ruleType('CloudWatchAlarm'),
      configuration: { AlarmName, ...more },
      ...(wanted.production.region !== wanted.region && { region: wanted.production.region }),
      roleArn: role,
    }),
  )
  return { result, rules }
}
