import type { FilePosition } from '../../../../core/run/report.ts'
import { limits } from '../../../limits.ts'
import type { Scenario, Step } from '../../types/scenario.ts'
import { didYouMean } from '../reader/did-you-mean.ts'
import type { Findings } from '../reader/findings.ts'

/** Variables that exist without being set (model format 13.3); the last three come from old models. */
const builtIns = ['user_name', 'user_number', 'scenario_name', 'url']

/** The variables at the end of a scenario, and the length of the chain of scenarios that it extends. */
interface Final {
  /** Undefined for a scenario that depends on itself, or on a scenario that does not exist. */
  readonly variables?: ReadonlySet<string>
  readonly row: number
}

/** Checks that dependencies exist and have no cycle, and that variables are set before they are used (V-28). */
export function checkScenarios(scenarios: readonly Scenario[], findings: Findings): void {
  const byName = new Map(scenarios.map((scenario) => [scenario.name, scenario]))
  const finals = new Map<string, Final>()
  let inheritedVariables = 0

  function finalOf(scenario: Scenario, path: readonly string[]): Final {
    const { name, place } = scenario
    const done = finals.get(name)
    if (done !== undefined) return done
    if (path.includes(name)) {
      const cycle = [...path.slice(path.indexOf(name)), name].join(' > ')
      findings.error('V-28', place, `scenario ${name} depends on itself (${cycle})`)
      return { row: 0 }
    }
    if (path.length === limits.scenarios) return tooLong(scenario)
    const inherited = scenario.extends.map((parentName) => {
      const parent = byName.get(parentName)
      if (parent !== undefined) return finalOf(parent, [...path, name])
      const text = `scenario ${name} extends ${parentName}, which does not exist`
      findings.error('V-28', place, text, didYouMean(parentName, byName.keys()))
      return { row: 0 }
    })
    const final = withOwn(scenario, inherited)
    finals.set(name, final)
    return final
  }

  function withOwn(scenario: Scenario, inherited: readonly Final[]): Final {
    const row = 1 + inherited.reduce((longest, each) => Math.max(longest, each.row), 0)
    if (row > limits.scenarios) return tooLong(scenario)
    const sets = inherited.flatMap(({ variables }) => (variables === undefined ? [] : [variables]))
    if (sets.length < inherited.length) return { row }
    inheritedVariables += sets.reduce((sum, { size }) => sum + size, 0)
    if (inheritedVariables > limits.inheritedVariables) {
      const text = `the scenarios hand on more than ${limits.inheritedVariables.toLocaleString('en')} variables`
      findings.error('V-28', scenario.place, text, 'set variables where they are used')
      return { row }
    }
    const variables = new Set(builtIns)
    for (const set of sets) for (const name of set) variables.add(name)
    for (const step of scenario.steps) checkStep(step, variables, findings)
    return { row, variables }
  }

  function tooLong({ place }: Scenario): Final {
    const text = `more than ${limits.scenarios} scenarios extend one another in a row`
    findings.error('V-28', place, text, 'let a scenario extend one that is nearer to the first')
    return { row: 0 }
  }

  for (const scenario of scenarios) finalOf(scenario, [])
}

/** Checks the variables that a step uses, then adds those that it sets. */
function checkStep(step: Step, known: Set<string>, findings: Findings): void {
  const use = (text: string, place: FilePosition): void => {
    // The suggestion is made later, when all variables are known.
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
