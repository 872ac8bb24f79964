import { toolkitResources } from '../generated-api.ts'
import { judgeOf } from './judge.ts'
import { type Mutant, mutatorOf } from './mutate.ts'
import type { PythonWorker } from './python-worker.ts'
import { compiledModel, wholeModel } from './whole-model.ts'

/** What a run over many mutants showed. */
export interface MutationRun {
  readonly outcomes: Readonly<Record<string, number>>
  readonly faults: readonly { readonly mutant: Mutant; readonly model: string; readonly faults: readonly string[] }[]
  readonly slowest: { readonly milliseconds: number; readonly number: number; readonly changes: readonly string[] }
  /** Places where text stands, and how many of them were changed. */
  readonly sites: number
  readonly changedSites: number
}

/**
 * Makes mutants of both base models, the whole one mostly, and judges them.
 * @param numbers which ones; the same number and seed give the same mutant
 * @param onFault told each mutant with a fault at once
 */
export async function runMutants(
  { seed, numbers }: { seed: number; numbers: Iterable<number> },
  worker: PythonWorker,
  onFault: (fault: MutationRun['faults'][number]) => void = () => {},
): Promise<MutationRun> {
  const resources = await toolkitResources()
  const bases = await Promise.all(
    (
      [
        ['whole', await wholeModel()],
        ['compiled', await compiledModel()],
      ] as const
    ).map(async ([name, files]) => {
      return { name, mutator: mutatorOf(files, seed), judge: await judgeOf(files, worker, resources) }
    }),
  )
  const outcomes: Record<string, number> = {}
  const faults: MutationRun['faults'][number][] = []
  const changed = new Set<unknown>()
  let slowest: MutationRun['slowest'] = { milliseconds: 0, number: 0, changes: [] }
  for (const number of numbers) {
    // Three of five of the whole model, which has more places, and each model's own numbers without gaps.
    const [round, place] = [Math.floor(number / 5), number % 5]
    const { name, mutator, judge } = bases[place < 3 ? 0 : 1]!
    const mutant = { ...mutator.mutant(place < 3 ? round * 3 + place : round * 2 + place - 3), number }
    const verdict = await judge.judge(mutant)
    outcomes[verdict.outcome] = (outcomes[verdict.outcome] ?? 0) + 1
    for (const site of mutant.sites) changed.add(site)
    if (verdict.faults.length > 0) {
      const fault = { mutant, model: name, faults: verdict.faults }
      faults.push(fault)
      onFault(fault)
    }
    if (verdict.milliseconds > slowest.milliseconds) {
      slowest = { milliseconds: verdict.milliseconds, number, changes: mutant.changes }
    }
  }
  const sites = bases[0]!.mutator.sites.length + bases[1]!.mutator.sites.length
  return { outcomes, faults, slowest, sites, changedSites: changed.size }
}

/** A fault as a person reads it. */
export function describeFault({ mutant, model, faults }: MutationRun['faults'][number]): string {
  return [
    `mutant ${mutant.number} of the ${model} model`,
    ...mutant.changes.map((change) => `  ${change}`),
    ...faults.map((fault) => `  ✗ ${fault}`),
  ].join('\n')
}
