import { afterAll, expect, test } from '@jest/globals'
import { type DeployedScenarioName, deployedScenarios, scenarioStand } from '../support/deployed-scenarios.ts'
import { deployedState } from '../support/deployed-state.ts'

/* `pipeline render --deploy` as a whole, killed at each call that changes something, and run again. */
const stand = scenarioStand()
afterAll(() => stand.stop())

const changing = /^(create|replace|makeVersioned|(Create|Execute|Delete|Disable|Enable|Stop|Start)[A-Z]\w+)$/

/** The least number of such calls; parking and draining make fewer of those that restarting makes. */
const least: Partial<Readonly<Record<DeployedScenarioName, number>>> = {
  creation: 12,
  restart: 15,
  refusal: 4,
}

/* What a call left behind is what the next one finds: only the last one has an after of its own. */
test.each(Object.keys(least) as DeployedScenarioName[])(
  'a %s that is killed before or after any call that changes something is finished by the next run, with everything once',
  async (name) => {
    const { choice, left } = deployedScenarios[name]
    const { calls } = await (await stand.at(name)).render(choice)
    const points = calls
      .filter((call) => changing.test(call.name))
      .map(({ index }) => ({ index, when: 'before' as const }))
    expect(points.length).toBeGreaterThanOrEqual(least[name]!)
    for (const { index, when } of [...points, { index: points.at(-1)!.index, when: 'after' as const }]) {
      const ground = await stand.at(name)
      const at = [when, index, calls[index]!.name]
      expect([when, index, await ground.renderKilledAt(index, when, choice)]).toEqual(at)
      ground.codepipeline.clock.push(60_000)
      const { error } = await ground.render(choice)
      expect([...at, error?.reason]).toEqual([...at, name === 'refusal' ? 'executions-under-way' : undefined])
      expect([...at, deployedState(ground)]).toEqual([...at, left])
    }
  },
  600_000,
)
