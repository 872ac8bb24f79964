/**
 * Address of a stack's page in the AWS console (AWS General Reference, "AWS Management Console endpoints").
 * @param id ARN of the stack
 * @returns undefined if the text is not the ARN of a stack, or the console of its partition is not known
 */
export function stackPage(id: string): string | undefined {
  const [, partition, region] = /^arn:(aws[a-z-]*):cloudformation:([a-z0-9-]+):\d+:stack\//.exec(id) ?? []
  const domain = partition === undefined ? undefined : domains[partition]
  if (domain === undefined) return undefined
  const place = `#/stacks/stackinfo?stackId=${encodeURIComponent(id)}`
  return `https://${region}.${domain}/cloudformation/home?region=${region}${place}`
}

/** Each partition has a console of its own. */
const domains: Readonly<Record<string, string>> = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-eusc': 'console.amazonaws-eusc.eu',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
}
