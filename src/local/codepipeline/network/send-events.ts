import type { SendEvents } from '../service/event-delivery.ts'

/** Sends events through the launcher's door to EventBridge: only services of AWS may use a source of AWS. */
export function sendEvents({ endpoint, token }: { readonly endpoint: string; readonly token: string }): SendEvents {
  return async ({ account, region, name }, events) => {
    const body = {
      account,
      region,
      events: events.map(({ id, time, detailType, detail }) => ({
        id,
        time: new Date(time).toISOString(),
        detailType,
        detail,
        resources: [`arn:aws:codepipeline:${region}:${account}:${name}`],
      })),
    }
    const answer = await fetch(`${endpoint}/_liftlock/pipelines/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    await answer.arrayBuffer()
    if (!answer.ok) throw new Error(`the emulator answered ${answer.status}`)
  }
}
