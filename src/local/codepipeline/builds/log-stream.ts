import type { BuildServices } from '../../../aws/pipeline-actions/build-services.ts'
import type { ActionIdentity } from '../../../aws/pipeline-actions/pipeline-services.ts'

/** Writes lines to CloudWatch Logs while a build runs. */
export interface LogStream {
  readonly arn: string
  write(line: string): void
  /** Sends what is left. */
  close(): Promise<void>
}

const pauseMilliseconds = 300
/** Of one call: events, and their characters (CloudWatch Logs quotas, with room for four bytes each). */
const most = { events: 1000, characters: 200_000 }

/** @throws Error when the role may not make the stream */
export async function openLogStream(
  services: BuildServices,
  identity: ActionIdentity,
  group: string,
  stream: string,
): Promise<LogStream> {
  const call = (operation: string, input: object) =>
    services.call(identity, { service: 'logs', target: `Logs_20140328.${operation}` }, input)
  const unlessThere = (error: Error) => {
    if (error.name !== 'ResourceAlreadyExistsException') throw error
  }
  await call('CreateLogGroup', { logGroupName: group }).catch(unlessThere)
  await call('CreateLogStream', { logGroupName: group, logStreamName: stream }).catch(unlessThere)
  const waiting: { readonly timestamp: number; readonly message: string }[] = []
  let sending = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  const send = async () => {
    timer = undefined
    while (waiting.length > 0) {
      let [count, characters] = [0, 0]
      while (count < Math.min(waiting.length, most.events) && (count === 0 || characters < most.characters))
        characters += waiting[count++]!.message.length
      const logEvents = waiting.splice(0, count)
      // A line that is lost does not fail a build.
      await call('PutLogEvents', { logGroupName: group, logStreamName: stream, logEvents }).catch(() => undefined)
    }
  }
  const plan = () => {
    sending = sending.then(send)
  }
  return {
    arn: `arn:aws:logs:${identity.region}:${identity.account}:log-group:${group}:log-stream:${stream}`,
    write(line) {
      // An event has at least one character.
      waiting.push({ timestamp: Date.now(), message: line === '' ? ' ' : line })
      timer ??= setTimeout(plan, pauseMilliseconds)
    },
    async close() {
      clearTimeout(timer)
      plan()
      await sending
    },
  }
}
