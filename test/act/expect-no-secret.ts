import { expect } from '@jest/globals'
import { findSecrets } from '../support/secret-search.ts'
import type { ActRun } from './run-act.ts'
import { tokenOfTheRun, type World } from './world.ts'

/** Shorter values, such as the lines at the ends of a key, could be anything. */
const shortest = 12

/**
 * Nothing that a run had as a secret can be read in what it leaves behind: its log, its summaries, and all that was uploaded.
 * @param known secrets of the test, beside those that steps named to the runner
 */
export function expectNoSecret(run: ActRun, world: Pick<World, 'artifacts'>, known: readonly string[]): void {
  const named = run.masked.flatMap((value) => [value, ...value.split('\n')]).filter(({ length }) => length >= shortest)
  const secrets = [...new Set([tokenOfTheRun, ...known, ...named])]
  const places = { log: run.text, summaries: run.summaries.join('\n'), ...world.artifacts() }
  expect(run.summaries.length).toBeGreaterThan(0)
  expect(findSecrets(places, secrets)).toEqual([])
}
