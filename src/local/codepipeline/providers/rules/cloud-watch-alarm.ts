import type { ActionServices } from '../../../../aws/pipeline-actions/action-services.ts'
import type { ActionIdentity } from '../../../../aws/pipeline-actions/pipeline-services.ts'
import type { RuleRecord } from '../../machine/records.ts'
import type { Settlement } from '../../machine/settle.ts'
import type { Order } from '../../service/perform-work.ts'
import { ActionFailure, failed, settling } from '../shared/action-failure.ts'
import { alarmStates, endOfAlarmRule } from '../shared/decisions.ts'
import { patiently } from '../shared/patiently.ts'

const minute = 60_000
/** How often the state of an alarm is read. */
const pauseMilliseconds = 5_000

/** The rule CloudWatchAlarm: fails by the state of an alarm (CodePipeline User Guide, "CloudWatchAlarm"). */
export async function watchAlarm(
  services: Pick<ActionServices, 'alarmState'>,
  order: Order,
  identity: ActionIdentity,
): Promise<Settlement | undefined> {
  const { started, place, resolvedConfiguration } = order.work as RuleRecord
  const { AlarmName: name = '', AlarmStates, WaitTime } = resolvedConfiguration
  return await settling('AmazonCloudWatch', async () => {
    const states = statesOf(AlarmStates)
    const end = started + minutesOf(WaitTime) * minute
    for (;;) {
      const state = await patiently(order, () => services.alarmState(identity, name))
      if (state === undefined)
        throw new ActionFailure(
          'ConfigurationError',
          `There is no alarm ${JSON.stringify(name)} in ${identity.region}.`,
        )
      const told = `The alarm ${name} is in state ${state}.`
      const now = order.now()
      const holds = endOfAlarmRule(place, states.includes(state), now >= end)
      if (holds !== undefined) return holds ? { status: 'Succeeded', summary: told } : failed('RuleFailed', told)
      if (order.work.summary !== told) order.progress({ summary: told })
      await order.until(Math.min(end, now + pauseMilliseconds))
    }
  })
}

const known = ['OK', 'ALARM', 'INSUFFICIENT_DATA']

function statesOf(text: string | undefined): readonly string[] {
  if (text === undefined || text === '') return alarmStates
  const states = text.split(',').map((state) => state.trim())
  const unknown = states.find((state) => !known.includes(state))
  if (unknown === undefined) return states
  throw new ActionFailure(
    'ConfigurationError',
    `AlarmStates has ${JSON.stringify(unknown)}, which is none of ${known.join(', ')}.`,
  )
}

function minutesOf(text: string | undefined): number {
  if (text === undefined || text === '') return 0
  if (/^\d{1,6}$/.test(text)) return Number(text)
  throw new ActionFailure('ConfigurationError', `WaitTime is ${JSON.stringify(text)}, and no number of minutes.`)
}
