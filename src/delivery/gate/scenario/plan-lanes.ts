import type { GateScenario } from '../../../core/gate/gate-definition.ts'
import { StageError } from '../../../core/run/stage-error.ts'

/** Scenarios that run one after the other, with their own users. */
export type Lane = readonly GateScenario[]

/**
 * Which scenarios run, and in which lane. Each runs once, in topological order, ties by name. Scenarios connected by
 * `extends` share variables, users and data, so they stay in one lane; only unconnected ones run side by side. The same
 * scenarios and number of lanes always give the same plan.
 * @param only the name of a scenario, which runs with all that it extends
 * @throws StageError `input-invalid` for an unknown name, `gate-invalid` for an unknown or circular `extends`
 */
export function planLanes(scenarios: readonly GateScenario[], laneCount: number, only?: string): readonly Lane[] {
  const ordered = inOrder(only === undefined ? scenarios : withAncestors(scenarios, only))
  const lanes = Array.from({ length: Math.max(1, laneCount) }, () => [] as GateScenario[])
  const size = (lane: readonly GateScenario[]) => lane.reduce((sum, { activities }) => sum + activities.length, 0)
  const groups = connected(ordered).sort((a, b) => size(b) - size(a) || compare(a[0]!.name, b[0]!.name))
  for (const group of groups) lanes.reduce((least, lane) => (size(lane) < size(least) ? lane : least)).push(...group)
  const rank = new Map(ordered.map(({ name }, index) => [name, index]))
  return lanes
    .filter((lane) => lane.length > 0)
    .map((lane) => lane.sort((a, b) => rank.get(a.name)! - rank.get(b.name)!))
}

function withAncestors(scenarios: readonly GateScenario[], only: string): readonly GateScenario[] {
  const byName = new Map(scenarios.map((scenario) => [scenario.name, scenario]))
  if (!byName.has(only))
    throw new StageError('input-invalid', `there is no scenario ${only}`, {
      hint: `there are ${[...byName.keys()].sort().join(', ')}`,
    })
  const wanted = new Set<string>()
  const visit = (name: string) => {
    if (wanted.has(name)) return
    wanted.add(name)
    for (const parent of byName.get(name)?.extends ?? []) visit(parent)
  }
  visit(only)
  return scenarios.filter(({ name }) => wanted.has(name))
}

function inOrder(scenarios: readonly GateScenario[]): readonly GateScenario[] {
  const waiting = [...scenarios].sort((a, b) => compare(a.name, b.name))
  const names = new Set(waiting.map(({ name }) => name))
  for (const { name, extends: parents } of waiting)
    for (const parent of parents)
      if (!names.has(parent))
        throw new StageError('gate-invalid', `scenario ${name} extends ${parent}, which does not exist`)

  const done = new Set<string>()
  const ordered: GateScenario[] = []
  while (waiting.length > 0) {
    const next = waiting.findIndex((scenario) => scenario.extends.every((parent) => done.has(parent)))
    if (next < 0)
      throw new StageError('gate-invalid', `scenarios extend each other: ${waiting.map(({ name }) => name).join(', ')}`)
    const [scenario] = waiting.splice(next, 1)
    ordered.push(scenario!)
    done.add(scenario!.name)
  }
  return ordered
}

/** Groups of scenarios that are connected by `extends` in either direction. */
function connected(ordered: readonly GateScenario[]): GateScenario[][] {
  const groups: GateScenario[][] = []
  for (const scenario of ordered) {
    const joined = groups.filter((group) => group.some(({ name }) => scenario.extends.includes(name)))
    for (const group of joined) groups.splice(groups.indexOf(group), 1)
    groups.push([...joined.flat(), scenario])
  }
  return groups
}

/** Compares code units, so that the order is the same on every machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
