import type { AwsAccount } from '../../../core/ports/aws.ts'

/** The partition of a region, by the beginning of its name (AWS General Reference); others are `aws`. */
const partitions = { cn: 'aws-cn', eusc: 'aws-eusc', us: 'aws-us-gov' } as const

/**
 * Address of the page of an execution in the console; undefined for an emulator. The console of a region is where the
 * pages of its stacks are.
 */
export function executionPage(
  { region, stackPage }: Pick<AwsAccount, 'region' | 'stackPage'>,
  pipeline: string,
  execution: string,
): string | undefined {
  const [begin = '', second] = region.split('-')
  const isKnown = begin === 'cn' || begin === 'eusc' || (begin === 'us' && second === 'gov')
  const partition = isKnown ? partitions[begin as keyof typeof partitions] : 'aws'
  const page = stackPage(`arn:${partition}:cloudformation:${region}:000000000000:stack/none`)
  if (page === undefined) return undefined
  const path = `pipelines/${encodeURIComponent(pipeline)}/executions/${encodeURIComponent(execution)}/timeline`
  return `${new URL(page).origin}/codesuite/codepipeline/${path}?region=${region}`
}
