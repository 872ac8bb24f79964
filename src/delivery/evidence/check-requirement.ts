import { countOf } from '../../core/text/count-of.ts'
import type { BelievedEvidence } from './believed-evidence.ts'
import type { Requirement } from './requirement.ts'
import type { TestResult } from './test-result.ts'

/**
 * What trusted evidence lacks of a requirement; undefined when it suffices. A deployment only leaves evidence when it
 * succeeds, so nothing more is checked. An empty list has a coverage of 0 %: a release must not avoid a minimum by
 * listing no events.
 */
export function shortOf({ statement }: BelievedEvidence, requirement: Requirement): string | undefined {
  const { predicate } = statement
  if (predicate.stage !== 'quality-gate') return undefined
  const { result, reasons, failedTests } = predicate
  if (result !== 'PASSED')
    return `the gate ended with ${result}${reasons.length === 0 ? '' : `: ${reasons.join('; ')}`}`
  if (failedTests.length > 0)
    return `it says PASSED but names ${countOf(failedTests.length, 'scenario')} that did not pass`
  const { testCommand } = predicate
  if (testCommand !== undefined && testCommand.exitCode !== 0)
    return `it says PASSED but names a test command that ended with ${testCommand.exitCode}`
  if (requirement.testCommand !== undefined && testCommand?.line !== requirement.testCommand)
    return `its test command is ${testCommand?.line ?? 'none'}, and ${requirement.testCommand} is required`
  const passed = new Set(predicate.passedTests).size
  // A release without scenarios has what the test command says, as long as no number of scenarios is asked for.
  if (predicate.gate === null && testCommand !== undefined && requirement.scenarios === 1)
    return shortOfGate(predicate, requirement)
  if (passed < requirement.scenarios)
    return `${countOf(passed, 'scenario')} passed, and ${requirement.scenarios} are required`
  return shortOfGate(predicate, requirement)
}

function shortOfGate(predicate: TestResult, requirement: Requirement): string | undefined {
  if (requirement.gate !== undefined && predicate.gate !== requirement.gate)
    return `its gate definition is ${predicate.gate}, and ${requirement.gate} is required`
  return shortOn('events', predicate, requirement) ?? shortOn('views', predicate, requirement)
}

function shortOn(what: 'events' | 'views', { coverage }: TestResult, requirement: Requirement): string | undefined {
  const least = requirement[what]
  const { covered, total } = coverage[what]
  const percent = total === 0 ? 0 : (100 * covered) / total
  if (least === undefined || percent >= least) return undefined
  const counted = total === 0 ? `the gate definition lists no ${what}` : `${covered} of ${total} ${what} were covered`
  return `${counted}, and ${least} % are required`
}
