/*
 * The example under load on a local AWS of its own: bursts of commands that meet on one garage, and on many. Prints for
 * each burst how the commands ended and the time until the last of them had. Run: npx tsx bench/load.ts [--one 50,100]
 * [--many 500] [--iam] [--patience <seconds for each burst>]
 */
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { packageRoot } from '../src/system/package-root.ts'
import { takeAllSpots } from '../test/support/burst.ts'
import { commandLine } from '../test/support/command-line.ts'

const { values } = parseArgs({
  options: {
    one: { type: 'string', default: '50,100' },
    many: { type: 'string', default: '500' },
    iam: { type: 'boolean', default: false },
    patience: { type: 'string', default: '600' },
  },
})
const patienceSeconds = Number(values.patience)
const sizes = (text: string) => text.split(',').filter(Boolean).map(Number)

const line = commandLine()
try {
  cpSync(join(packageRoot(), 'examples', 'parking'), join(line.folder, 'parking'), { recursive: true })
  const shipped = await line.run([
    'ship',
    'parking',
    '--local',
    '--until',
    'staging',
    '--no-tests',
    '--json',
    ...(values.iam ? ['--iam'] : []),
  ])
  if (shipped.code !== 0) throw new Error(shipped.stderr + shipped.stdout)
  const { stages } = JSON.parse(shipped.stdout).outputs ?? JSON.parse(shipped.stdout)
  const { apiEndpoint } = stages.find(({ step }: { step: string }) => step === 'staging').outputs.outputs
  const token = (await line.run(['local', 'token', '--role', 'administrator'])).stdout.trim()
  const api = { endpoint: apiEndpoint, token }
  const bursts = [
    ...sizes(values.one).map((spots) => ({ garages: 1, spots })),
    ...sizes(values.many).map((commands) => ({ garages: commands / 10, spots: 10 })),
  ]
  console.log(
    '| commands | garages | succeeded | failed | without an end | visits | spots taken | accepted s | ended s |',
  )
  console.log('|---:|---:|---:|---:|---:|---:|---:|---:|---:|')
  for (const [index, { garages, spots }] of bursts.entries()) {
    const result = await takeAllSpots(api, { garages, spots, name: 'ABCDEFGH'[index]!, patienceSeconds })
    const { success = 0, error = 0, hanging = 0 } = result.ends
    const times = [result.acceptedSeconds, result.endedSeconds].map((each) => each.toFixed(1)).join(' | ')
    console.log(
      `| ${garages * spots} | ${garages} | ${success} | ${error} | ${hanging} | ${result.visits} | ${result.taken} | ${times} |`,
    )
    for (const text of result.errors) console.log(`\n  ${text}`)
  }
  const letters = await line.run([
    'dead-letters',
    'list',
    '--environment',
    'staging',
    '--configuration',
    'parking',
    '--local',
  ])
  console.log(`\n${letters.stdout}${letters.stderr}`)
} finally {
  await line.close()
}
