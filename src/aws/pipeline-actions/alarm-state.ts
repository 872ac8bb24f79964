import { Sha256 } from '@aws-crypto/sha256-js'
import { SignatureV4 } from '@smithy/signature-v4'
import type { Configure } from '../client-configuration.ts'

/** The state of an alarm, as CloudWatch names it. */
export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA'

interface Answer {
  readonly MetricAlarms?: readonly { readonly StateValue?: AlarmState }[]
  readonly CompositeAlarms?: readonly { readonly StateValue?: AlarmState }[]
  readonly __type?: string
  readonly message?: string
  readonly Message?: string
}

/**
 * Reads the state of a metric alarm or a composite alarm; undefined when there is no alarm of this name. One call of
 * CloudWatch in JSON is not worth another client in the bundle.
 * @throws Error with the name and the message of the service, and `$metadata` as the clients have it
 */
export async function alarmState(configure: Configure, name: string): Promise<AlarmState | undefined> {
  const { endpoint, region, credentials } = await configure()
  if (endpoint === undefined || credentials === undefined) throw new Error('CloudWatch has no address here')
  const url = new URL('/', endpoint)
  const body = JSON.stringify({ AlarmNames: [name], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] })
  const signer = new SignatureV4({ service: 'monitoring', region, credentials: await credentials(), sha256: Sha256 })
  const request = {
    method: 'POST',
    protocol: url.protocol,
    hostname: url.hostname,
    ...(url.port !== '' && { port: Number(url.port) }),
    path: '/',
    query: {},
    headers: {
      host: url.host,
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'GraniteServiceVersion20100801.DescribeAlarms',
    },
    body,
  }
  const { headers } = await signer.sign(request)
  const answer = await fetch(url, { method: 'POST', headers, body, redirect: 'manual' })
  const found = (await answer.json().catch(() => ({}))) as Answer
  if (!answer.ok) {
    const error = new Error(found.message ?? found.Message ?? `HTTP ${answer.status}`)
    error.name = found.__type?.split('#').at(-1) ?? 'CloudWatchError'
    throw Object.assign(error, { $metadata: { httpStatusCode: answer.status } })
  }
  return [...(found.MetricAlarms ?? []), ...(found.CompositeAlarms ?? [])][0]?.StateValue
}
