import { expect, test } from '@jest/globals'
import { generate } from '../../src/generator/generate.ts'
import { readModel } from '../../src/generator/model/read-model.ts'
import { toolkitResources } from '../support/generated-api.ts'
import { parkingFiles } from '../support/parking-model.ts'
import { renderedTemplate, statementsOf } from '../support/rendered-template.ts'

const off = 'backup-interval-days="0" backup-ttl-days="0"'
const root = (aggregate: string) => `domain/Parking/${aggregate}/root.xml`

async function modelWith(settings: Readonly<Record<string, string>>) {
  const changes = Object.entries(settings).map(([aggregate, setting]) => [root(aggregate), [off, setting] as const])
  return (await readModel(await parkingFiles(Object.fromEntries(changes)), 'model')).model!
}

test('aggregates with backups share one function, one schedule for each interval, and each has its own retention', async () => {
  const model = await modelWith({
    Garage: 'backup-interval-days="7" backup-ttl-days="30"',
    Visit: 'backup-interval-days="1" backup-ttl-days="0"',
  })
  const { Resources, dangling } = renderedTemplate(model)
  const schedules = Object.values(Resources).filter(({ Properties }) => Properties.ScheduleExpression)
  const { Rules } = Resources.ApplicationBucket!.Properties.LifecycleConfiguration

  expect(dangling()).toEqual([])
  expect(schedules.map(({ Properties }) => Properties.ScheduleExpression)).toEqual(['rate(1 day)', 'rate(7 days)'])
  expect(Rules.filter(({ Id }: { Id: string }) => Id.startsWith('backup'))).toMatchObject([
    { Id: 'backup-Parking-Garage', Prefix: 'backup/Parking/Garage/', ExpirationInDays: 30 },
  ])
  expect(statementsOf(Resources.BackupsRole!)).toContainEqual(
    expect.objectContaining({ Action: ['s3:PutObject'], Resource: { 'Fn::Sub': '${ApplicationBucket.Arn}/backup/*' } }),
  )
  const handler = generate(model, await toolkitResources()).get('application/handlers/backups.py')
  expect(handler).toContain('handler = backups_handler({1: [parking_visit], 7: [parking_garage]})')
})

test('a model without backups has neither function nor rule', async () => {
  const model = await modelWith({})
  const tree = generate(model, await toolkitResources())

  expect(Object.keys(renderedTemplate(model).Resources).filter((id) => /backup/i.test(id))).toEqual([])
  expect(tree.has('application/handlers/backups.py')).toBe(false)
  expect(tree.get('template.json')).not.toContain('backup')
})
