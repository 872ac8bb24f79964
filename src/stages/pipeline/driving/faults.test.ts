import { afterEach, beforeEach, expect, test } from '@jest/globals'
import {
  type DrivenCommand,
  type DrivenShop,
  drivenCommands,
  drivenShop,
} from '../../../../test/support/driven-shop.ts'
import type { Fault, ScriptedCodePipeline } from '../../../../test/support/scripted-codepipeline.ts'

let shop: DrivenShop
let service: ScriptedCodePipeline
let done: readonly string[]
beforeEach(async () => {
  shop = await drivenShop()
  service = shop.service
  done = shop.done
})
afterEach(() => service.stop())

/** The calls that each command makes. */
const calls: Readonly<Record<DrivenCommand, readonly string[]>> = {
  list: ['ListPipelineExecutions'],
  show: ['GetPipelineState', 'ListPipelineExecutions', 'GetPipelineExecution'],
  start: [
    'GetPipeline',
    'ListPipelineExecutions',
    'StartPipelineExecution',
    'ListActionExecutions',
    'PutApprovalResult',
  ],
  approve: ['GetPipeline', 'ListPipelineExecutions', 'ListActionExecutions', 'PutApprovalResult'],
  reject: ['GetPipeline', 'ListPipelineExecutions', 'ListActionExecutions', 'PutApprovalResult'],
  retry: [
    'ListPipelineExecutions',
    'GetPipelineExecution',
    'ListActionExecutions',
    'ListRuleExecutions',
    'RetryStageExecution',
  ],
  rollback: ['GetPipeline', 'GetPipelineState', 'ListPipelineExecutions', 'GetPipelineExecution', 'RollbackStage'],
  override: ['GetPipeline', 'GetPipelineState', 'OverrideStageCondition', 'GetPipelineExecution'],
  stop: [
    'GetPipeline',
    'GetPipelineExecution',
    'StopPipelineExecution',
    'ListActionExecutions',
    'ListPipelineExecutions',
  ],
  transitions: ['GetPipelineState', 'DisableStageTransition'],
  follow: ['ListActionExecutions', 'GetPipelineExecution', 'GetPipeline'],
}

async function perform(name: DrivenCommand) {
  shop.prepare(name)
  return (await shop.perform(name)).outcome
}

const names = Object.keys(drivenCommands) as DrivenCommand[]
test.each(names)('%s makes just the calls of this table', async (name) => {
  await perform(name)
  const made = new Set(service.calls.map((call) => call.name))
  expect([...made].filter((call) => !calls[name].includes(call))).toEqual([])
  expect(calls[name].filter((call) => !made.has(call))).toEqual([])
})

const throttling: Fault = { code: 'ThrottlingException', message: 'Rate exceeded' }
/** Each operation once, at the first command that makes it. */
const operations = [...new Set(names.flatMap((name) => calls[name]!))].map(
  (call) => [call, names.find((name) => calls[name].includes(call))!] as const,
)
test.each(operations)('five minutes of throttling at %s do not decide how %s ends', async (call, name) => {
  let since: number | undefined
  service.fault = (made) => {
    if (made !== call) return undefined
    since ??= service.clock.elapsed()
    // The minutes pass sooner than calls are repeated.
    service.clock.push(10_000)
    return service.clock.elapsed() - since < 300_000 ? throttling : undefined
  }
  expect(await perform(name)).toBe('succeeded')
  expect(done).toEqual(drivenCommands[name].effects)
})

const short: readonly (readonly [string, Fault])[] = [
  ['a failure of the service', { code: 'InternalFailure', status: 500 }],
  ['a page of a gateway', { status: 503, html: '<html>' }],
  ['a broken connection', 'reset'],
]
const each = names.flatMap((name) => calls[name].map((call) => [name, call] as const))
test.each(each)('%s survives failures at %s, and acts once', async (name, call) => {
  const faults = short.map(([, fault]) => fault)
  service.fault = (made) => (made === call ? faults.shift() : undefined)
  expect(await perform(name)).toBe('succeeded')
  expect(done).toEqual(drivenCommands[name].effects)
})

const changing = each.filter(([, call]) => !/^(Get|List)/.test(call) && call !== 'StartPipelineExecution')
test.each(changing)('%s acts once, although the answer to %s is lost', async (name, call) => {
  let lost = 0
  service.fault = (made, body) => {
    if (made !== call || lost++ > 0) return undefined
    service.handlers[call]!(body, service.pipelines.get('shop')!)
    return 'reset'
  }
  expect(['succeeded', 'no-changes']).toContain(await perform(name))
  expect(done.length - (call === 'DisableStageTransition' ? 1 : 0)).toBe(1)
})

test.each(operations)('credentials that expire at %s and are renewed do not decide how %s ends', async (call, name) => {
  let refused = 0
  service.fault = (made) =>
    made === call && service.calls.length > 1 && refused++ < 2 ? { code: 'ExpiredTokenException' } : undefined
  expect(await perform(name)).toBe('succeeded')
  expect(done).toEqual(drivenCommands[name].effects)
})
