import { afterAll, expect, test } from '@jest/globals'
import { type DeployedScenarioName, deployedScenarios, scenarioStand } from '../support/deployed-scenarios.ts'
import { deployedState } from '../support/deployed-state.ts'
import type { DeployingGround, Disturbance } from '../support/deploying-ground.ts'

/* `pipeline render --deploy` as a whole, whose calls to S3, STS, CloudFormation and CodePipeline are disturbed. */
const stand = scenarioStand()
afterAll(() => stand.stop())

/** Disturbs each third call once, beginning with one of the first three; what is repeated is answered. */
function thirds(first: number, kind: Disturbance): DeployingGround['disturb'] {
  let [answered, disturbed] = [0, -1]
  return () => {
    if (answered % 3 === first && disturbed !== answered) {
      disturbed = answered
      return kind
    }
    answered += 1
    return undefined
  }
}

const scenarios = Object.keys(deployedScenarios) as DeployedScenarioName[]
const kinds: readonly Disturbance[] = ['throttled', 'lost']
/** Both kinds for what changes most, and one of them for each of the others. */
const disturbed = scenarios.flatMap((name, index) =>
  kinds.filter((_, at) => name === 'restart' || at === index % 2).map((kind) => [name, kind] as const),
)
test.each<readonly [DeployedScenarioName, Disturbance]>([...disturbed, ['restart', 'failed']])(
  'a %s ends as if nothing had been, whichever call of the run is %s',
  async (name, kind) => {
    const { choice, left } = deployedScenarios[name]
    for (const first of [0, 1, 2]) {
      const ground = await stand.at(name)
      ground.disturb = thirds(first, kind)
      const { error, warnings } = await ground.render(choice)
      ground.disturb = () => undefined
      expect(new Set(warnings).size).toBe(warnings.length)
      expect([first, error?.reason]).toEqual([first, name === 'refusal' ? 'executions-under-way' : undefined])
      expect([first, deployedState(ground)]).toEqual([first, left])
    }
  },
  300_000,
)

/** Reasons with which a run may end whose credentials expire and stay so. */
const open: readonly unknown[] = ['credentials-expired', 'operation-unknown', undefined]
/** How many calls lie between two at which the credentials expire. */
const steps: Readonly<Record<DeployedScenarioName, number>> = {
  creation: 11,
  restart: 13,
  park: 31,
  drain: 19,
  refusal: 17,
}
test.each(scenarios)(
  'credentials that expire in the middle of a %s and stay so are one message with a next step, and the next run finishes',
  async (name) => {
    const { choice, left } = deployedScenarios[name]
    const { calls } = await (await stand.at(name)).render(choice)
    expect(calls.length).toBeGreaterThan(30)
    for (let from = 0; from < calls.length; from += steps[name]) {
      const ground = await stand.at(name)
      ground.disturb = ({ index }) => (index >= from ? 'expired' : undefined)
      const first = await ground.render(choice)
      ground.disturb = () => undefined
      ground.codepipeline.clock.push(60_000)
      const second = await ground.render(choice)
      // A run that is refused has its answer before the last calls.
      const isRefused = name === 'refusal' && first.error?.reason === 'executions-under-way'
      const isMeant = isRefused || open.includes(first.error?.reason)
      expect([from, isMeant || first.error?.message]).toEqual([from, true])
      if (first.error !== undefined) expect([from, first.error.hint]).toEqual([from, expect.any(String)])
      expect([from, second.error?.reason]).toEqual([from, name === 'refusal' ? 'executions-under-way' : undefined])
      expect([from, deployedState(ground)]).toEqual([from, left])
    }
  },
  600_000,
)
