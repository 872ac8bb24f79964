import type { Settlement } from '../../machine/settle.ts'
import type { Order } from '../../service/perform-work.ts'
import { failed } from '../shared/action-failure.ts'
import { windowIsOpen } from '../shared/decisions.ts'
import { type CronExpression, cronExpression } from './cron-expression.ts'
import { type ZoneClock, zoneClock } from './time-zone.ts'

const minute = 60_000
const closed = 'The deployment window is closed.'

/** The rule DeploymentWindow: waits until the expression names the minute (CodePipeline User Guide, "DeploymentWindow"). */
export async function awaitWindow({
  work,
  now,
  until,
  progress,
}: Pick<Order, 'work' | 'now' | 'until' | 'progress'>): Promise<Settlement> {
  const { Cron = '', TimeZone = '' } = work.resolvedConfiguration
  let window: CronExpression
  let clock: ZoneClock
  try {
    window = cronExpression(Cron)
  } catch (error) {
    return failed('ConfigurationError', `Cron is ${JSON.stringify(Cron)}: ${(error as Error).message}.`)
  }
  try {
    clock = zoneClock(TimeZone === '' ? 'UTC' : TimeZone)
  } catch (error) {
    return failed('ConfigurationError', `TimeZone: ${(error as Error).message}.`)
  }
  for (;;) {
    const time = clock(now())
    if (windowIsOpen(window.names(time))) return { status: 'Succeeded', summary: 'The deployment window is open.' }
    if (time.year > window.lastYear)
      return failed('RuleFailed', `The deployment window closed for ever with the year ${window.lastYear}.`)
    if (work.summary !== closed) progress({ summary: closed })
    await until(now() - (now() % minute) + minute)
  }
}
