import '../sdk-support-warning.ts'
import type { Stack } from '../../core/ports/stacks.ts'
import type { Configure } from '../client-configuration.ts'
import { callOf } from '../service-errors.ts'
import { stackOf } from './stack-answers.ts'

/** Lists all stacks of the account and region, from all pages. */
export async function allStacks(configure: Configure): Promise<readonly Stack[]> {
  const [sdk, configuration] = await Promise.all([import('../sdk/cloudformation.ts'), configure()])
  const client = new sdk.CloudFormationClient(configuration)
  try {
    const stacks: Stack[] = []
    await callOf('CloudFormation DescribeStacks', async () => {
      for await (const page of sdk.paginateDescribeStacks({ client }, {}))
        stacks.push(...(page.Stacks ?? []).map(stackOf))
    })
    return stacks
  } finally {
    client.destroy()
  }
}
