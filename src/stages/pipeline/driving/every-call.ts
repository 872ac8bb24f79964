import type { Pipelines } from '../../../core/ports/pipelines.ts'

type Call = (...given: unknown[]) => Promise<unknown>

/** The same port with something around each of its calls. */
export function aroundEveryCall(pipelines: Pipelines, around: (call: () => Promise<unknown>) => Promise<unknown>) {
  const members = Object.entries(pipelines) as [string, Call][]
  const wrapped = members.map(([name, call]) => [name, (...given: unknown[]) => around(() => call(...given))])
  return Object.fromEntries(wrapped) as Pipelines
}
