import { parseArgs } from 'node:util'
import { awsAtEndpoint } from '../src/aws/clients.ts'
import type { Context } from '../src/core/run/context.ts'
import { deployTemplate } from '../src/delivery/deployment/deploy-template.ts'
import { nodeClock } from '../src/system/node-clock.ts'
import { topics, trialGround } from '../test/support/deployment-trial.ts'
import { startScriptedCloudFormation } from '../test/support/scripted-cloudformation.ts'
import { peerCost, peers } from './follow-peers.ts'
import { machineLine } from './rounds.ts'

const { values } = parseArgs({
  options: { samples: { type: 'string', default: '60' }, stacks: { type: 'string', default: '1,10,50' } },
})
const roundTripSeconds = 0.08
const names = ['A', 'B', 'C', 'D', 'E', 'F']

/** A repeatable sequence of numbers from 0 to 1 (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

interface Cost {
  readonly added: number
  readonly calls: number
}

/** Follows one operation with our code, on a clock that only calls and pauses advance: added seconds and calls. */
async function ours(random: () => number, seconds: number, known: boolean): Promise<Cost> {
  const durations = new Map(names.map((name) => [name, seconds * (0.2 + 0.5 * random())]))
  durations.set('F', seconds)
  const former = new Map([...durations].map(([name, value]) => [name, value * (0.8 + 0.4 * random())]))
  const ground = await trialGround({ secondsOf: (id) => former.get(id)!, changeSetSeconds: 0 })
  const deploy = (value: string) => ground.deploy({ template: { name: 't.json', text: topics(names, value) } })
  try {
    for (const value of known ? ['one', 'two'] : []) await deploy(value)
    ground.cloud.service.options = { secondsOf: (id) => durations.get(id)!, changeSetSeconds: 0 }
    const first = ground.cloud.calls.length
    await deploy('three')
    const calls = ground.cloud.calls.slice(first)
    const execute = calls.findIndex(({ action }) => action === 'ExecuteChangeSet')
    const looks = calls.slice(execute + 1).filter(({ action }) => action === 'DescribeStackEvents')
    return { added: looks.at(-1)!.time - (calls[execute]!.time + seconds), calls: looks.length }
  } finally {
    await ground.cloud.stop()
  }
}

function row(name: string, costs: readonly Cost[], base: number): string {
  const added = costs.map((cost) => cost.added).sort((a, b) => a - b)
  const mean = (numbers: readonly number[]) => numbers.reduce((sum, value) => sum + value, 0) / numbers.length
  const calls = mean(costs.map((cost) => cost.calls))
  const at = (share: number) => added[Math.min(added.length - 1, Math.floor(added.length * share))]!.toFixed(2)
  return `| ${name} | ${mean(added).toFixed(2)} | ${at(0.99)} | ${added.at(-1)!.toFixed(2)} | ${calls.toFixed(0)} | ${(calls / base).toFixed(2)} |`
}

async function table(from: number, to: number, samples: number): Promise<string> {
  const random = randomNumbers(1)
  const lengths = Array.from({ length: samples }, () => from + (to - from) * random())
  const costs = new Map(
    peers.map((peer) => [peer.name, lengths.map((seconds) => peerCost(peer, seconds, roundTripSeconds))]),
  )
  const [known, unknown]: [Cost[], Cost[]] = [[], []]
  for (const seconds of lengths) {
    known.push(await ours(random, seconds, true))
    unknown.push(await ours(random, seconds, false))
  }
  const cdk = costs.get('CDK toolkit')!
  const base = cdk.reduce((sum, cost) => sum + cost.calls, 0) / samples
  return [
    `| operation of ${from} to ${to} s | added mean s | p99 | worst | calls | vs CDK |`,
    '|---|---:|---:|---:|---:|---:|',
    ...[...costs].map(([name, list]) => row(name, list, base)),
    row('Liftlock, stack deployed before', known, base),
    row('Liftlock, first deployment', unknown, base),
  ].join('\n')
}

/** Deploys stacks at the same time through one client, to an account that allows five calls a second; in real time. */
async function crowd(stacks: number): Promise<string> {
  const operationSeconds = 20
  const cloud = await startScriptedCloudFormation(nodeClock, {
    operationSeconds,
    changeSetSeconds: 1,
    callsPerSecond: 5,
  })
  const account = awsAtEndpoint(cloud.endpoint, {
    region: 'eu-west-1',
    account: '111111111111',
    secretAccessKey: 'any',
  }).at({})
  const context = {
    clock: nodeClock,
    files: {} as Context['files'],
    report: () => undefined,
    signal: new AbortController().signal,
  }
  let throttled = 0
  cloud.onThrottle = () => {
    throttled += 1
  }
  const start = nodeClock.elapsed()
  const template = { name: 't.json', text: topics(['A', 'B']) }
  const deploy = (index: number) => {
    const desired = { stack: `stack-${index}`, template, parameters: {}, capabilities: [] }
    return deployTemplate({ desired, permitted: { policy: {} }, shown: {} }, account, context)
  }
  const ended = await Promise.allSettled(Array.from({ length: stacks }, (_, index) => deploy(index)))
  const seconds = (nodeClock.elapsed() - start) / 1000
  const right = ended.filter(({ status }) => status === 'fulfilled').length
  await cloud.stop()
  return `| ${stacks} | ${right} | ${seconds.toFixed(1)} | ${cloud.calls.length} | ${throttled} |`
}

console.log('\n### Following a stack operation\n')
console.log(`${await table(4, 4, 1)}\n`)
console.log(`${await table(5, 60, Number(values.samples))}\n`)
console.log(`${await table(60, 600, Number(values.samples))}\n`)
console.log(
  '| stacks at once (operation 20 s, 5 calls/s) | right | until all are done, s | calls | throttled |\n|---:|---:|---:|---:|---:|',
)
for (const stacks of values.stacks.split(',').filter(Boolean)) console.log(await crowd(Number(stacks)))
console.log(`\nRound trip ${roundTripSeconds} s; peers by their schedules, ours by its code. ${machineLine()}`)
