import type { LogLine } from '../../core/ports/pipelines.ts'
import { defined } from '../../core/run/defined.ts'
import { StageError } from '../../core/run/stage-error.ts'
import type { Configure } from '../client-configuration.ts'
import { usableAnswer } from '../usable-answer.ts'
import { logStreamName } from './log-stream-name.ts'

/** An answer may be empty although events lie before it: so often the next page is asked for (API Reference). */
const mostPages = 3

/**
 * The last lines of a log stream, oldest first. The client loads on first use; a stream of another region is read
 * there.
 * @param arn ARN of the stream
 * @param most how many lines, 1 to 10,000
 * @throws StageError `service-refused` for a text that is no such ARN or a stream that is gone, and those of
 * `usableAnswer`
 */
export async function logTail(configure: Configure, arn: string, most: number): Promise<readonly LogLine[]> {
  const name = logStreamName(arn)
  if (name === undefined)
    throw new StageError('service-refused', `${JSON.stringify(arn)} is not the ARN of a log stream`)
  const [configuration, sdk] = await Promise.all([configure(), import('../sdk/cloudwatch-logs.ts')])
  const client = new sdk.CloudWatchLogsClient({ ...configuration, region: name.region, maxAttempts: 1 })
  try {
    const lines: LogLine[] = []
    let token: string | undefined
    for (let page = 0; page < mostPages && lines.length < most; page += 1) {
      const request = {
        logGroupName: name.group,
        logStreamName: name.stream,
        limit: most - lines.length,
        startFromHead: false,
        ...defined({ nextToken: token }),
      }
      const { events = [], nextBackwardToken } = await usableAnswer(`CloudWatch Logs GetLogEvents ${name.group}`, () =>
        client.send(new sdk.GetLogEventsCommand(request)),
      )
      lines.unshift(...events.map(({ timestamp, message = '' }) => ({ text: message, ...timeOf(timestamp) })))
      if (nextBackwardToken === undefined || nextBackwardToken === token) break
      token = nextBackwardToken
    }
    return lines
  } finally {
    client.destroy()
  }
}

function timeOf(timestamp: number | undefined): { readonly time?: Date } {
  return timestamp === undefined ? {} : { time: new Date(timestamp) }
}
