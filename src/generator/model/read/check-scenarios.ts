import type { Place } from '../../../core/report.ts'
import type { Scenario, Step } from '../model.ts'
import { didYouMean } from './did-you-mean.ts'
import type { Findings } from './findings.ts'

/** Known without being set (13.3); the last three come from old models. */
const builtIns = ['user_name', 'user_number', 'scenario_name', 'token', 'url']

/** Dependencies exist and have no cycle, variables are set before they are used (V-28). */
export function checkScenarios(scenarios: readonly Scenario[], findings: Findings): void {
  const byName = new Map(scenarios.map((scenario) => [scenario.name, scenario]))
  const finals = new Map<string, ReadonlySet<string>>()
  const cyclic = new Set<string>()

  function variablesAfter(scenario: Scenario, path: readonly string[]): ReadonlySet<string> {
    const done = finals.get(scenario.name)
    if (done !== undefined) return done
    if (path.includes(scenario.name)) {
      if (!cyclic.has(scenario.name))
        findings.error(
          'V-28',
          scenario.place,
          `scenario ${scenario.name} depends on itself (${[...path, scenario.name].join(' > ')})`,
        )
      for (const name of path) cyclic.add(name)
      return new Set()
    }
    const known = new Set(builtIns)
    for (const name of scenario.extends) {
      const parent = byName.get(name)
      if (parent === undefined)
        findings.error(
          'V-28',
          scenario.place,
          `scenario ${scenario.name} extends ${name}, which does not exist`,
          didYouMean(name, byName.keys()),
        )
      else for (const variable of variablesAfter(parent, [...path, scenario.name])) known.add(variable)
    }
    for (const step of scenario.steps) checkStep(step, known, findings)
    finals.set(scenario.name, known)
    return known
  }

  for (const scenario of scenarios) variablesAfter(scenario, [])
}

/** Checks what the step uses, then adds what it sets. */
function checkStep(step: Step, known: Set<string>, findings: Findings): void {
  const use = (text: string, place: Place): void => {
    for (const [, name] of text.matchAll(/#(\w+)#/g)) {
      if (!known.has(name!))
        findings.error('V-28', place, `the variable ${name} is used before it is set`, didYouMean(name!, known))
    }
  }
  switch (step.kind) {
    case 'set-variables':
      for (const { name, value, place } of step.inputs) {
        use(value, place)
        known.add(name)
      }
      return
    case 'mutation':
      for (const { value, place } of step.inputs) use(value, place)
      return
    case 'query':
      for (const { value, place } of [...step.inputs, ...step.expects]) use(value, place)
      for (const { variable } of step.extracts) known.add(variable)
      return
    case 'switch-user':
      use(step.user, step.place)
      return
    case 'grant-role':
      use(step.role, step.place)
      return
  }
}
