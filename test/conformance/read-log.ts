import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import type { EmulatorAddress } from '../support/local-clients.ts'

/** The lines of a log, by the ARN that an action tells. */
export async function readLog(at: EmulatorAddress, account: string, arn: string): Promise<readonly string[]> {
  const [, logGroupName, logStreamName] = /log-group:(.+):log-stream:(.+)$/.exec(arn) ?? []
  const credentials = { accessKeyId: account, secretAccessKey: at.secretAccessKey }
  const client = new CloudWatchLogsClient({ endpoint: at.endpoint, region: 'eu-west-1', credentials })
  try {
    const { events = [] } = await client.send(
      new GetLogEventsCommand({ logGroupName, logStreamName, startFromHead: true }),
    )
    return events.map(({ message = '' }) => message)
  } finally {
    client.destroy()
  }
}
