import type { Place } from '../../../core/report.ts'
import type { Scenario, Step } from '../scenario.ts'
import { didYouMean } from './did-you-mean.ts'
import type { Findings } from './findings.ts'

/** Known without being set (13.3); the last three come from old models. */
const builtIns = ['user_name', 'user_number', 'scenario_name', 'url']

/** Dependencies exist and have no cycle, variables are set before they are used (V-28). */
export function checkScenarios(scenarios: readonly Scenario[], findings: Findings): void {
  const byName = new Map(scenarios.map((scenario) => [scenario.name, scenario]))
  const finals = new Map<string, ReadonlySet<string> | 'unknown'>()

  /** What is set at the end; `unknown` for a scenario that depends on itself, or on what does not exist. */
  function variablesAfter(scenario: Scenario, path: readonly string[]): ReadonlySet<string> | 'unknown' {
    const { name, place } = scenario
    const done = finals.get(name)
    if (done !== undefined) return done
    if (path.includes(name)) {
      const cycle = [...path.slice(path.indexOf(name)), name].join(' > ')
      findings.error('V-28', place, `scenario ${name} depends on itself (${cycle})`)
      return 'unknown'
    }
    const inherited = scenario.extends.map((parentName) => {
      const parent = byName.get(parentName)
      if (parent !== undefined) return variablesAfter(parent, [...path, name])
      const text = `scenario ${name} extends ${parentName}, which does not exist`
      findings.error('V-28', place, text, didYouMean(parentName, byName.keys()))
      return 'unknown'
    })
    const result = inherited.includes('unknown')
      ? 'unknown'
      : new Set([...builtIns, ...inherited.flatMap((set) => [...set])])
    if (result !== 'unknown') for (const step of scenario.steps) checkStep(step, result, findings)
    finals.set(name, result)
    return result
  }

  for (const scenario of scenarios) variablesAfter(scenario, [])
}

/** Checks what the step uses, then adds what it sets. */
function checkStep(step: Step, known: Set<string>, findings: Findings): void {
  const use = (text: string, place: Place): void => {
    // The guess is made later, when more is set.
    const before = known.size
    for (const [, name] of text.matchAll(/#(\w+)#/g)) {
      if (!known.has(name!))
        findings.error(
          'V-28',
          place,
          `the variable ${name} is used before it is set`,
          didYouMean(name!, () => [...known].slice(0, before)),
        )
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
