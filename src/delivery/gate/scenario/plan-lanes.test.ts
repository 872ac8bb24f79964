import { expect, test } from '@jest/globals'
import type { GateScenario } from '../../../core/gate/gate-definition.ts'
import { planLanes } from './plan-lanes.ts'

const place = { file: 'scenarios/X.xml' }
const wait = { kind: 'wait', milliseconds: 1, place, description: '' } as const

function scenario(name: string, parents: readonly string[] = [], steps = 1): GateScenario {
  return { name, place, extends: [...parents], activities: Array.from({ length: steps }, () => wait) }
}

function plan(scenarios: readonly GateScenario[], lanes: number, only?: string): string[][] {
  return planLanes(scenarios, lanes, only).map((lane) => lane.map(({ name }) => name))
}

test('a scenario runs after what it extends, and ties are broken by name', () => {
  expect(plan([scenario('Z'), scenario('A', ['M']), scenario('M'), scenario('B')], 1)).toEqual([['B', 'M', 'A', 'Z']])
})

test('only unconnected scenarios run side by side, the longest first', () => {
  const scenarios = [scenario('A'), scenario('B', ['A'], 5), scenario('C', ['A']), scenario('D', [], 3), scenario('E')]
  expect(plan(scenarios, 2)).toEqual([
    ['A', 'B', 'C'],
    ['D', 'E'],
  ])
})

test('a scenario that joins two trees brings them into one lane', () => {
  expect(plan([scenario('A'), scenario('B'), scenario('C', ['A', 'B'])], 3)).toEqual([['A', 'B', 'C']])
})

test('one scenario is run with all that it extends', () => {
  expect(plan([scenario('A'), scenario('B', ['A']), scenario('C', ['B']), scenario('D')], 1, 'B')).toEqual([['A', 'B']])
})

test('a scenario that is not there is refused with those that are', () => {
  expect(() => plan([scenario('A')], 1, 'B')).toThrow(
    expect.objectContaining({ reason: 'input-invalid', hint: 'there are A' }),
  )
})

test('scenarios that extend each other are named', () => {
  const circle = [scenario('A', ['B']), scenario('B', ['A']), scenario('C')]
  expect(() => plan(circle, 1)).toThrow(expect.objectContaining({ message: 'scenarios extend each other: A, B' }))
})
