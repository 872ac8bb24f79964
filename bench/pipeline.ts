import { parseArgs } from 'node:util'
import { followPipeline } from '../src/stages/pipeline/follow/stage.ts'
import { runCommand } from '../test/support/pipeline-trial.ts'
import {
  executionId,
  scriptedAction,
  scriptedExecution,
  scriptedPipeline,
  startScriptedCodePipeline,
} from '../test/support/scripted-codepipeline.ts'
import { machineLine } from './rounds.ts'

/**
 * Follows executions of a pipeline, on a clock that only pauses advance: calls a minute, and seconds from the end of an
 * execution to the end of the command. `npx tsx bench/pipeline.ts [--samples n]`
 */
const { values } = parseArgs({ options: { samples: { type: 'string', default: '40' } } })
const samples = Number(values.samples)

interface Cost {
  readonly added: number
  readonly perMinute: number
}

/** Follows one execution whose four actions share its seconds. */
async function ours(seconds: number): Promise<Cost> {
  const service = await startScriptedCodePipeline()
  try {
    const run = scriptedExecution(executionId(1), service.clock.now())
    service.pipelines.set('shop', { ...scriptedPipeline('shop'), executions: [run] })
    const places = ['Source/Code', 'Build/Compile', 'Approval/Approve', 'Production/Deploy']
    for (const [index, place] of places.entries()) {
      const [begin, end] = [(seconds / 4) * index, (seconds / 4) * (index + 1)]
      service.at(begin, () => {
        run.actions = [scriptedAction(place, 'InProgress', [begin]), ...run.actions]
      })
      service.at(end, () => {
        run.actions = [scriptedAction(place, 'Succeeded', [begin, end]), ...run.actions.slice(1)]
        if (index === places.length - 1) run.status = 'Succeeded'
      })
    }
    await runCommand(followPipeline, service, { pipeline: 'shop', execution: executionId(1), timeLimit: 600 })
    const end = service.clock.elapsed() / 1000
    return { added: end - seconds, perMinute: service.calls.length / (end / 60) }
  } finally {
    await service.stop()
  }
}

/** One that reads the status after every so many seconds, and nothing else. */
function every(pause: number, seconds: number): Cost {
  const calls = Math.ceil(seconds / pause)
  return { added: calls * pause - seconds, perMinute: 60 / pause }
}

function row(name: string, costs: readonly Cost[]): string {
  const added = costs.map((cost) => cost.added).sort((a, b) => a - b)
  const mean = (numbers: readonly number[]) => numbers.reduce((sum, value) => sum + value, 0) / numbers.length
  const numbers = [
    mean(added),
    added[Math.floor(added.length / 2)]!,
    added.at(-1)!,
    mean(costs.map((each) => each.perMinute)),
  ]
  return `| ${name} | ${numbers.map((number) => number.toFixed(1)).join(' | ')} |`
}

for (const [from, to] of [
  [20, 120],
  [120, 1800],
] as const) {
  const lengths = Array.from({ length: samples }, (_, index) => from + ((to - from) * (index + 0.37)) / samples)
  const own: Cost[] = []
  for (const seconds of lengths) own.push(await ours(seconds))
  console.log(`\n| execution of ${from} to ${to} s | added mean s | median | worst | calls a minute |`)
  console.log('|---|---:|---:|---:|---:|')
  for (const pause of [30, 15, 5])
    console.log(
      row(
        `status alone, every ${pause} s`,
        lengths.map((seconds) => every(pause, seconds)),
      ),
    )
  console.log(row('Liftlock, with all actions', own))
}
console.log(`\n${samples} executions each; ours by its code, the others by their pause. ${machineLine()}`)
