/**
 * The IAM statement, as one line of JSON, that would allow a denied call. Undefined when neither IAM nor the call shows
 * which right is needed.
 * @param what names the call and its object: `S3 PutObject s3://bucket/key`
 * @param message the message of the service; IAM names action and resource in it (IAM User Guide, "Troubleshoot access
 * denied error messages")
 */
export function missingStatement(what: string, message: string): string | undefined {
  const [, action, resource] =
    /not authorized to perform: ([\w-]+:\w+)(?: on resource: "?([^\s"]+)"?)?/.exec(message) ?? []
  const named = actionOf(what)
  const Action = action ?? named?.action
  if (Action === undefined) return undefined
  const Resource = patternOf(resource ?? named?.resource ?? '*')
  return JSON.stringify({ Effect: 'Allow', Action, Resource })
}

/** Whether a policy forbids the call explicitly. Then no additional statement can allow it. */
export function isForbidden(message: string): boolean {
  return /with an explicit deny/.test(message)
}

/** Stacks and change sets end with an id that is new each time, so the statement has `*` there. */
function patternOf(resource: string): string {
  return resource.replace(/^(arn:[\w-]+:cloudformation:[^/]*:(?:stack|changeSet)\/[^/]+\/).*$/, '$1*')
}

function actionOf(what: string): { readonly action: string; readonly resource: string } | undefined {
  const [, service, call, object = ''] = /^(S3|CloudFormation) (\w+) (\S*)/.exec(what) ?? []
  if (call === undefined) return undefined
  if (service === 'CloudFormation')
    return { action: `cloudformation:${call}`, resource: object.startsWith('arn:') ? object : '*' }
  const action = objectActions[call] ?? `s3:${call}`
  const address = object.replace(/^s3:\/\//, '')
  const bucket = address.split('/')[0] ?? ''
  return { action, resource: `arn:aws:s3:::${call === 'ListObjectsV2' ? bucket : address}` }
}

/** Calls whose right has a different name (Service Authorization Reference, "Actions for Amazon S3"). */
const objectActions: Readonly<Record<string, string>> = {
  HeadObject: 's3:GetObject',
  ListObjectsV2: 's3:ListBucket',
  CreateMultipartUpload: 's3:PutObject',
  UploadPart: 's3:PutObject',
  CompleteMultipartUpload: 's3:PutObject',
}
