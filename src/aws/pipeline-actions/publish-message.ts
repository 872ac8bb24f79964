import type { Configure } from '../client-configuration.ts'

/** A message for the subscribers of a topic. */
export interface TopicMessage {
  /** ARN of the topic. */
  readonly topic: string
  readonly subject: string
  readonly text: string
}

/** Publishes a message in the region of its topic. */
export async function publishMessage(configure: Configure, { topic, subject, text }: TopicMessage): Promise<void> {
  const { PublishCommand, SNSClient } = await import('../sdk/sns.ts')
  const configuration = await configure()
  const region = topic.split(':')[3] || configuration.region
  const client = new SNSClient({ ...configuration, ...(region !== undefined && { region }), maxAttempts: 2 })
  try {
    await client.send(new PublishCommand({ TopicArn: topic, Subject: subject, Message: text }))
  } finally {
    client.destroy()
  }
}
