import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { until } from '../support/local-clients.ts'

/** Waits until nothing happens to a stack. */
export async function settled(cloudformation: CloudFormationClient, StackName: string): Promise<void> {
  await until(async () => {
    const { Stacks } = await cloudformation.send(new DescribeStacksCommand({ StackName }))
    return !/_IN_PROGRESS$/.test(Stacks?.[0]?.StackStatus ?? '')
  })
}
