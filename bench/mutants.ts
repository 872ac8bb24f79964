import { parseArgs } from 'node:util'
import { testPython } from '../test/support/ministack.ts'
import { startPythonWorker } from '../test/support/mutants/python-worker.ts'
import { describeFault, runMutants } from '../test/support/mutants/run.ts'

/**
 * Puts hostile texts and structures into every attribute and element of two models. Each has to be refused with
 * findings, or to give an application of the same shape; otherwise it exits with 1. `tsx bench/mutants.ts [--seed 1]
 * [--count 2000] [--first 0]`
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '20261130' },
    count: { type: 'string', default: '2000' },
    first: { type: 'string', default: '0' },
  },
})
const [seed, count, first] = [Number(values.seed), Number(values.count), Number(values.first)]
const worker = await startPythonWorker(await testPython())
const start = performance.now()
const numbers = Array.from({ length: count }, (_, index) => first + index)
const run = await runMutants({ seed, numbers }, worker, (fault) => console.log(`${describeFault(fault)}\n`))
await worker.close()

const seconds = ((performance.now() - start) / 1000).toFixed(1)
const outcomes = Object.entries(run.outcomes).map(([outcome, number]) => `${number} ${outcome}`)
console.log(`seed ${seed}, mutants ${first} to ${first + count - 1}, ${seconds} s`)
console.log(`${outcomes.sort().join(', ')}; ${run.faults.length} with faults`)
console.log(`${run.changedSites} of ${run.sites} places changed at least once`)
console.log(
  `slowest: mutant ${run.slowest.number}, ${Math.round(run.slowest.milliseconds)} ms: ${run.slowest.changes.join('; ')}`,
)
console.log(`peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB`)
process.exitCode = run.faults.length === 0 ? 0 : 1
