import { expect, test } from '@jest/globals'
import { createPipeline } from '../../../src/local/codepipeline/commands/create-pipeline.ts'
import type { Declaration } from '../../../src/local/codepipeline/machine/declaration.ts'
import type { PipelineRecord } from '../../../src/local/codepipeline/machine/records.ts'
import { eventDelivery } from '../../../src/local/codepipeline/service/event-delivery.ts'
import { aDeclaration } from '../../support/codepipeline-service.ts'
import { movedClock } from '../../support/moved-clock.ts'

const aPipeline = (events: number): PipelineRecord => {
  const declaration = aDeclaration() as unknown as Declaration
  const pipeline = createPipeline({ account: '111111111111', region: 'eu-west-1', declaration, tags: {}, now: 0 })
  const detailType = 'CodePipeline Stage Execution State Change'
  for (let at = 1; at <= events; at++) pipeline.outbox.push({ id: `e${at}`, time: at, detailType, detail: {} })
  return pipeline
}

/** A delivery to an EventBridge that fails as often as the test says. */
function aDelivery(failures: number) {
  const { clock, passMinutes } = movedClock()
  const arrived: string[] = []
  const kept: number[] = []
  const logged: string[] = []
  let left = failures
  const delivery = eventDelivery({
    clock,
    send: async (_, events) => {
      arrived.push(...events.map(({ id }) => id))
      if (left-- > 0) throw new Error('away')
    },
    save: ({ outbox }) => void kept.push(outbox.length),
    log: (line) => void logged.push(line),
  })
  const rest = async () => {
    for (let turn = 0; turn < 12; turn++) await new Promise(setImmediate)
  }
  return { delivery, passMinutes, rest, arrived, kept, logged }
}

test('events arrive in their order, and each is kept until it has arrived', async () => {
  const { delivery, rest, arrived, kept } = aDelivery(0)
  const pipeline = aPipeline(7)
  delivery.wake(pipeline)
  delivery.wake(pipeline)
  await rest()
  expect(arrived).toEqual(['e1', 'e2', 'e3', 'e4', 'e5', 'e6', 'e7'])
  expect([kept, pipeline.outbox]).toEqual([[2, 0], []])
})

test('events that may not have arrived are sent again before any later one, and this is said once', async () => {
  const { delivery, passMinutes, rest, arrived, kept, logged } = aDelivery(2)
  const pipeline = aPipeline(1)
  delivery.wake(pipeline)
  await rest()
  pipeline.outbox.push({ ...pipeline.outbox[0]!, id: 'e2' })
  delivery.wake(pipeline)
  await rest()
  expect([arrived, kept, pipeline.outbox.length]).toEqual([['e1'], [], 2])
  for (let turn = 0; turn < 2; turn++) {
    passMinutes(1)
    await rest()
  }
  expect(arrived).toEqual(['e1', 'e1', 'e2', 'e1', 'e2'])
  expect([kept, pipeline.outbox]).toEqual([[0], []])
  expect(logged).toEqual(['Garage: its events wait for EventBridge: away'])
})

test('nothing is sent after the end, and what was not sent stays', async () => {
  const { delivery, passMinutes, rest, arrived } = aDelivery(1)
  const pipeline = aPipeline(1)
  delivery.wake(pipeline)
  await rest()
  delivery.close()
  passMinutes(1)
  await rest()
  expect([arrived, pipeline.outbox.length]).toEqual([['e1'], 1])
})
