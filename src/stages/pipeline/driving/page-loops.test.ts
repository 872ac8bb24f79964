import { afterEach, beforeEach, expect, test } from '@jest/globals'
import {
  type DrivenCommand,
  type DrivenShop,
  drivenCommands,
  drivenShop,
} from '../../../../test/support/driven-shop.ts'
import { failureOf } from '../../../../test/support/failure-of.ts'

/* A service whose lists name the same page for ever. A command ends, and does not take a part for the whole. */
let shop: DrivenShop
beforeEach(async () => {
  shop = await drivenShop(30)
  shop.service.pageSize = 0
})
afterEach(() => shop.service.stop())

test.each(['list', 'show', 'approve', 'reject', 'retry', 'rollback'] as const)(
  '%s ends with a page that comes again, and changes nothing',
  async (name) => {
    shop.prepare(name)
    expect(await failureOf(shop.perform(name))).toEqual({
      reason: 'answer-too-large',
      message: expect.stringMatching(/^CodePipeline List\w+: the service names a page again that it gave before$/),
      hint: 'run the same command again in some minutes',
    })
    expect(shop.done).toEqual([])
    expect(shop.service.calls.length).toBeLessThan(8)
  },
)

test('empty pages without an end are called so', async () => {
  let pages = 0
  shop.service.text = (text, member) => {
    if (member !== 'nextToken') return text
    pages += 1
    return '0'.repeat(pages)
  }
  expect(await failureOf(shop.perform('list'))).toMatchObject({
    reason: 'answer-too-large',
    message: expect.stringMatching(/^CodePipeline List\w+: the service gives 100 empty pages in a row$/),
  })
  expect(pages).toBe(100)
})

test('an execution whose actions can no longer be listed is lost sight of, and the run says how to go on', async () => {
  shop.service.pageSize = 100
  shop.service.at(10, () => Object.assign(shop.service, { pageSize: 0 }))
  const { reason, message, hint } = await failureOf(shop.perform('follow'))
  expect({ reason, hint }).toEqual({
    reason: 'operation-unknown',
    hint: expect.stringContaining('liftlock pipeline follow shop'),
  })
  expect(message).toContain('the service names a page again')
})

const all = Object.keys(drivenCommands) as DrivenCommand[]
test.each(all)('%s takes an empty page with others behind it for no end of a list', async (name) => {
  Object.assign(shop.service, { pageSize: 1, emptyFirst: true })
  shop.prepare(name)
  expect(await shop.perform(name)).toMatchObject({ outcome: 'succeeded' })
  expect(shop.done).toEqual(drivenCommands[name].effects)
})

test('every command that reads lists was tried', () => {
  const tried: DrivenCommand[] = ['list', 'show', 'approve', 'reject', 'retry', 'rollback', 'follow']
  const others: DrivenCommand[] = ['start', 'override', 'stop', 'transitions']
  expect([...tried, ...others].sort()).toEqual([...all].sort())
})
