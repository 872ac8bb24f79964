import { afterEach, expect, test } from '@jest/globals'
import { command } from '../../src/core/run/next-step.ts'
import type { Report } from '../../src/core/run/report.ts'
import { plansIn } from '../../src/delivery/plan/plan-store.ts'
import { type TrialGround, topics, trialGround } from '../support/deployment-trial.ts'
import { inMemoryObjects } from '../support/in-memory-objects.ts'
import { queryError } from '../support/query-xml.ts'
import { findSecrets } from '../support/secret-search.ts'

let ground: TrialGround | undefined

afterEach(async () => {
  await ground?.cloud.stop()
  ground = undefined
})

async function created(text = topics(['A', 'B'])): Promise<TrialGround> {
  ground = await trialGround({ operationSeconds: 0.5, changeSetSeconds: 0.2 })
  await ground.deploy({ template: { name: 'template.json', text } })
  return ground
}

function template(resources: Record<string, unknown>, more = {}): { name: string; text: string } {
  return { name: 'template.json', text: JSON.stringify({ Resources: resources, ...more }) }
}

const planOnly = { plan: { kind: 'only' }, reportFolder: 'report' } as const
const table = (key: string) => ({
  Type: 'AWS::DynamoDB::Table',
  Properties: { KeySchema: [key], BillingMode: 'PAY_PER_REQUEST' },
})
const texts = (reports: readonly Report<string>[]) =>
  reports.flatMap((report) => ('text' in report ? [report.text] : []))

test('a plan leaves nothing behind but its file', async () => {
  const { deploy, cloud, files } = await created()
  const { result } = await deploy({ ...planOnly, template: template({ A: table('a') }) })
  expect(JSON.parse(files.get('report/plan.json')!)).toMatchObject({ fingerprint: result?.fingerprint, kind: 'update' })
  expect(cloud.service.leftChangeSets).toEqual([])
  expect(cloud.service.executions).toHaveLength(1)
})

test('a plan for a new stack leaves no empty stack behind', async () => {
  ground = await trialGround()
  const { result } = await ground.deploy(planOnly)
  expect(result).toMatchObject({ outcome: 'succeeded', stackId: undefined })
  expect(ground.cloud.service.find('parking')).toBeUndefined()
})

test('a change set that is left on purpose stays', async () => {
  ground = await trialGround()
  const { result } = await ground.deploy({ ...planOnly, keepChangeSet: true })
  expect(ground.cloud.service.leftChangeSets.map(({ id }) => id)).toEqual([result?.changeSetId])
})

test('the change sets of others are never removed', async () => {
  ground = await trialGround({ changeSetSeconds: 0 })
  const { service } = ground.cloud
  await ground.deploy({ ...planOnly, keepChangeSet: true })
  const [own] = service.stacks[0]!.changeSets
  service.stacks[0]!.changeSets.push({ ...own!, id: 'theirs', name: 'theirs', description: undefined })
  await ground.deploy(planOnly)
  expect(service.leftChangeSets.map(({ name }) => name)).toEqual(['theirs'])
})

test('a change set of ours that waits for another deployment is never removed', async () => {
  ground = await trialGround({ changeSetSeconds: 0 })
  const { service } = ground.cloud
  const other = { template: template({ Other: table('o') }) }
  const kept = await ground.deploy({ ...planOnly, ...other, keepChangeSet: true })
  await ground.deploy(planOnly)
  expect(service.leftChangeSets.map(({ id }) => id)).toEqual([kept.result?.changeSetId])
})

test('an approved plan is executed by its fingerprint, also in groups and capitals', async () => {
  const { deploy } = await created()
  const wanted = { template: template({ A: table('a') }) }
  const planned = await deploy({ ...wanted, ...planOnly })
  const digits = planned.result!.fingerprint!
  const spaced = `${digits.slice(0, 4)} ${digits.slice(4, 8)} ${digits.slice(8).toUpperCase()}`
  const done = await deploy({ ...wanted, plan: { kind: 'exactly', fingerprint: spaced } })
  expect(done.result).toMatchObject({ outcome: 'succeeded', fingerprint: digits })
})

test('a plan that changes nothing has a fingerprint too: whoever approves it approves no change', async () => {
  const { deploy, cloud } = await created()
  const planned = await deploy(planOnly)
  expect(planned.result).toMatchObject({ outcome: 'no-changes', fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) })
  const plan = { kind: 'exactly', fingerprint: planned.result!.fingerprint! } as const
  const { error } = await deploy({ plan, template: template({ A: table('a') }) })
  expect(error?.reason).toBe('plan-changed')
  expect(cloud.service.executions).toHaveLength(1)
  expect((await deploy({ plan })).result?.outcome).toBe('no-changes')
  const unseen = await deploy({ plan, terminationProtection: true })
  expect(unseen.error?.reason).toBe('plan-changed')
})

test('a running operation is not called the approved one when the plan was for something else', async () => {
  const { deploy, cloud } = await created()
  cloud.service.options = { operationSeconds: 20 }
  const { fingerprint } = (await deploy({ ...planOnly, template: template({ A: table('a') }) })).result!
  const other = { template: template({ C: table('c') }) }
  expect((await deploy({ ...other, timeoutSeconds: 2 })).error?.reason).toBe('operation-running')
  const plan = { kind: 'exactly', fingerprint: fingerprint! } as const
  const { result } = await deploy({ ...other, plan, reportFolder: 'report' })
  expect(result).toMatchObject({ outcome: 'no-changes' })
})

test('termination protection alone can be approved', async () => {
  const { deploy, cloud } = await created()
  const { fingerprint } = (await deploy({ ...planOnly, terminationProtection: true })).result!
  const plan = { kind: 'exactly', fingerprint: fingerprint! } as const
  expect((await deploy({ plan, terminationProtection: true })).result?.outcome).toBe('no-changes')
  expect(cloud.service.find('parking')?.protection).toBe(true)
})

test('another plan than the approved one is refused, with the difference, and nothing is executed', async () => {
  const { deploy, cloud } = await created()
  const planned = await deploy({ ...planOnly, template: template({ A: table('a') }) })
  const fingerprint = planned.result!.fingerprint!
  const wanted = { template: template({ A: table('a'), C: table('c') }), reportFolder: 'report' }
  const { error } = await deploy({ ...wanted, plan: { kind: 'exactly', fingerprint } })
  expect(error).toMatchObject({ reason: 'plan-changed', outcome: 'rejected' })
  expect(error?.message).toContain('C: no change → add')
  expect(cloud.service.executions).toHaveLength(1)
  expect(cloud.service.leftChangeSets).toEqual([])
})

test.each<[string, (plan: Record<string, unknown>) => unknown]>([
  ['forged', (plan) => ({ ...plan, changes: [] })],
  ['of another format', (plan) => ({ ...plan, formatVersion: 1 })],
  ['no plan', () => null],
  ['a text', () => 'plan'],
])('a plan that is kept and is %s is never shown as the approved one', async (_what, forge) => {
  const { deploy, files } = await created()
  const planned = await deploy({ ...planOnly, template: template({ A: table('a') }) })
  const kept = JSON.parse(files.get('report/plan.json')!) as Record<string, unknown>
  files.set('report/plan.json', JSON.stringify(forge(kept)))
  const fingerprint = planned.result!.fingerprint!
  const wanted = { template: template({ C: table('c') }), reportFolder: 'report' }
  const { error } = await deploy({ ...wanted, plan: { kind: 'exactly', fingerprint } })
  expect(error?.reason).toBe('plan-changed')
  expect(error?.message.split('\n')).toHaveLength(1)
})

test('a plan store gives a plan only when it is what its name says', async () => {
  const { deploy } = await created()
  const { plan } = (await deploy({ ...planOnly, template: template({ A: table('a') }) })).result!
  const objects = inMemoryObjects()
  const plans = plansIn({ objects, bucket: 'b' }, { report: () => undefined })
  await plans.keep(plan!)
  const [key] = [...objects.contents.keys()]
  const found = await plans.find(plan!.fingerprint)
  objects.contents.set(key!, new TextEncoder().encode(JSON.stringify({ ...plan, changes: [] })))
  expect(key).toBe(`b/plans/sha256/${plan!.fingerprint}.json`)
  expect(found).toEqual(plan)
  expect(await plans.find(plan!.fingerprint)).toBeUndefined()
  expect(await plans.find(plan!.fingerprint.slice(0, 12))).toBeUndefined()
})

test('the command that executes a plan has all digits of its fingerprint', async () => {
  const { deploy } = await created()
  const { reports, result } = await deploy({
    ...planOnly,
    template: template({ A: table('a') }),
    planCommand: (fingerprint) => command('deploy', { plan: fingerprint }),
  })
  expect(texts(reports).join('\n')).toContain(`liftlock deploy --plan ${result!.fingerprint!}`)
  expect(result!.fingerprint).toMatch(/^[0-9a-f]{64}$/)
  expect(reports).toContainEqual({ kind: 'summary', markdown: expect.stringContaining(result!.fingerprint!) })
})

test('a stack that changed between approval and execution is noticed', async () => {
  const { deploy } = await created()
  const wanted = { template: template({ A: table('a') }) }
  const planned = await deploy({ ...wanted, ...planOnly })
  await deploy({ template: template({ A: table('z'), D: table('d') }) })
  const { error } = await deploy({ ...wanted, plan: { kind: 'exactly', fingerprint: planned.result!.fingerprint! } })
  expect(error?.reason).toBe('plan-changed')
})

test('an execution that the role is not allowed leaves no change set, and no empty stack', async () => {
  const denied = { kind: 'answer', status: 403, body: queryError('AccessDenied', 'not authorized') } as const
  const refuse = ({ action }: { action: string }) => (action === 'ExecuteChangeSet' ? denied : undefined)
  ground = await trialGround()
  const { deploy, cloud } = ground
  cloud.fault = refuse
  expect((await deploy()).error).toMatchObject({ reason: 'access-denied', outcome: 'failed' })
  expect(cloud.service.find('parking')).toBeUndefined()

  cloud.fault = () => undefined
  await deploy()
  cloud.fault = refuse
  const { error } = await deploy({ template: template({ A: table('a') }) })
  expect(error).toMatchObject({ reason: 'access-denied', message: expect.stringContaining('ExecuteChangeSet') })
  expect(cloud.service.leftChangeSets).toEqual([])
  expect(cloud.service.find('parking')?.statusAt(Infinity)).toBe('CREATE_COMPLETE')
})

test('a protected type is not replaced, and nothing stays behind', async () => {
  const { deploy, cloud } = await created(template({ T: table('a') }).text)
  const { error } = await deploy({ template: template({ T: table('b') }), policy: { protect: ['AWS::DynamoDB::*'] } })
  expect(error).toMatchObject({ reason: 'stack-protected', outcome: 'rejected' })
  expect(error?.message).toContain('would replace T (AWS::DynamoDB::Table), because KeySchema changed')
  expect(cloud.service.executions).toHaveLength(1)
  expect(cloud.service.leftChangeSets).toEqual([])
})

test('a protected type that is retained may go', async () => {
  const retained = { ...table('a'), DeletionPolicy: 'Retain' }
  const { deploy } = await created(template({ T: retained, A: table('x') }).text)
  const { result } = await deploy({
    template: template({ A: table('x') }),
    policy: { protect: ['AWS::DynamoDB::Table'] },
  })
  expect(result?.outcome).toBe('succeeded')
})

test('values of NoEcho parameters reach no report, no plan and no name', async () => {
  ground = await trialGround()
  const password = 'canary+7f3/of=it?'
  const wanted = template({ A: table('a') }, { Parameters: { Password: { Type: 'String', NoEcho: true } } })
  const { reports, result } = await ground.deploy({
    template: wanted,
    parameters: { Password: password },
    reportFolder: 'report',
  })
  const shown = reports.filter(({ kind }) => kind !== 'secret')
  const everything = JSON.stringify([
    shown,
    result,
    [...ground.files],
    ground.cloud.service.stacks[0]!.changeSets.map(({ name, description }) => [name, description]),
  ])
  expect(reports).toContainEqual({ kind: 'secret', value: password })
  expect(findSecrets({ everything }, [password])).toEqual([])
})

test('another value of a NoEcho parameter is another plan', async () => {
  ground = await trialGround()
  const wanted = template({ A: table('a') }, { Parameters: { Password: { Type: 'String', NoEcho: true } } })
  const one = await ground.deploy({ ...planOnly, template: wanted, parameters: { Password: 'one' } })
  const two = await ground.deploy({ ...planOnly, template: wanted, parameters: { Password: 'two' } })
  expect(one.result?.fingerprint).not.toBe(two.result?.fingerprint)
})

test('a template that is wrong is refused before anything is sent', async () => {
  ground = await trialGround()
  const { error } = await ground.deploy({ template: template({ A: { Type: 'AWS::SNS::Topic', DependsOn: 'Nobody' } }) })
  expect(error).toMatchObject({ reason: 'template-invalid', outcome: 'invalid-input' })
  expect(ground.cloud.calls.map(({ action }) => action)).toEqual(['DescribeStacks'])
})

test('a preview fits into 80 columns and says first what needs attention', async () => {
  const { deploy } = await created(template({ ViewStore: table('a'), Old: table('o') }).text)
  const many = Object.fromEntries(
    Array.from({ length: 60 }, (_, index) => [`Function${index}`, { Type: 'AWS::SNS::Topic' }]),
  )
  const { reports } = await deploy({
    ...planOnly,
    label: 'staging',
    template: template({ ViewStore: table('b'), ...many }),
  })
  const preview = texts(reports).find((text) => text.includes('need your attention'))!
  expect(preview.split('\n').filter((line) => line.length > 80)).toEqual([])
  expect(preview.replace(/plan .*/, 'plan …')).toBe(
    [
      'staging · stack parking · plan …',
      '',
      ' 2 need your attention',
      '  ✗ data loss  Old        AWS::DynamoDB::Table',
      '               removed; lost with it: all rows',
      '  ✗ data loss  ViewStore  AWS::DynamoDB::Table',
      '               replaced: KeySchema changed; lost with it: all rows',
      ' 1 replaced    ViewStore (KeySchema)',
      ' 0 changed',
      ' 60 added      Function0, Function1, Function10, Function11, Function12,',
      '               Function13, Function14, Function15, Function16, Function17,',
      '               Function18, Function19, Function2, Function20, Function21,',
      '               Function22, Function23, Function24, Function25 and 41 more',
      ' 1 removed     Old',
      '',
      ' Before → after',
      '  ✗ ViewStore  AWS::DynamoDB::Table',
      '      A new resource replaces it: KeySchema cannot change in place. The former',
      '      one is removed, and with it all rows; nothing is copied.',
      '      KeySchema  a → b',
      '',
      'Full list             report/plan.json',
    ].join('\n'),
  )
})

test('a resource whose values the service leaves out stays in the plan, with its values from the templates', async () => {
  ground = await trialGround({ valued: {} })
  const topic = (DisplayName: string) => ({ Type: 'AWS::SNS::Topic', Properties: { DisplayName } })
  await ground.deploy({ template: template({ A: topic('one') }) })
  const { result, reports } = await ground.deploy({ ...planOnly, template: template({ A: topic('two') }) })
  expect(result?.plan?.changes).toMatchObject([{ resource: 'A', effect: 'modify', properties: ['DisplayName'] }])
  expect(texts(reports).join('\n')).toContain('DisplayName  one → two')
  expect(JSON.parse(ground.files.get('report/plan.json')!).review.changes).toMatchObject([
    { resource: 'A', values: [{ path: 'DisplayName', before: 'one', after: 'two' }] },
  ])
})

test('values change no fingerprint, are not stored with the plan, and its file still counts as the approved plan', async () => {
  const template1 = (name: string) => template({ A: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: name } } })
  ground = await trialGround()
  await ground.deploy({ template: template1('one') })
  const objects = inMemoryObjects()
  const store = plansIn({ objects, bucket: 'b' }, { report: () => undefined })
  const planned = await ground.deploy({ ...planOnly, plans: store, template: template1('two') })
  const { fingerprint } = planned.result!
  expect(JSON.stringify([...objects.contents.values()].map(String))).not.toContain('two')
  await ground.deploy({ template: template1('other') })
  const late = await ground.deploy({
    template: template1('two'),
    plan: { kind: 'exactly', fingerprint: fingerprint! },
    reportFolder: 'report',
  })
  expect(late.error?.message).toContain('last event of the stack')
})
