import type { ElementReader } from '../reader/element-reader.ts'

/** Buckets with releases and evidence, in which no function of an application may write. */
export interface ArtifactBuckets {
  /** Names from a `liftlock.yml`. */
  readonly named: readonly string[]
}

/**
 * A bucket of an activity becomes a resource in the policy of its function. So it has to be a single bucket by its
 * plain name, without evidence in it (V-35). An empty name stands for the application's own bucket.
 */
export function checkBucket(reader: ElementReader, { named }: ArtifactBuckets): void {
  const name = reader.text('bucket')
  if (name === undefined) return
  const problem = bucketProblem(name, named)
  if (problem === undefined) return
  reader.findings.error('V-35', reader.placeOf('bucket'), `${JSON.stringify(name)} ${problem.text}`, problem.fix)
}

/** A sender becomes an identity of SES in the policy of its function: one address, alone or after a name (V-35). */
export function checkSender(reader: ElementReader): void {
  const sender = reader.text('sender')
  if (sender === undefined || address.test(addressOf(sender))) return
  const text = `${JSON.stringify(sender)} is not the address of a sender`
  const fix = 'write one address, such as desk@parking.example or Desk <desk@parking.example>'
  reader.findings.error('V-35', reader.placeOf('sender'), text, fix)
}

/** The address in `Name <address>`, else the whole text. */
export function addressOf(sender: string): string {
  return /<([^<>]*)>\s*$/.exec(sender)?.[1] ?? sender
}

/** Text without characters that IAM or CloudFormation interpret. */
const address = /^[A-Za-z0-9._+='~&-]+@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z0-9-]*[A-Za-z0-9]$/

function bucketProblem(name: string, named: readonly string[]): { text: string; fix: string } | undefined {
  if (!isBucketName(name))
    return {
      text: 'is not the name of a bucket',
      fix: name.startsWith('#')
        ? "an expression cannot stand here, because the function's role needs the name; write one bucket by its name"
        : 'write one bucket by its name: 3 to 63 lower-case letters, digits, dots and hyphens',
    }
  const fix = 'write to another bucket, or leave bucket out for that of the application'
  if (named.includes(name)) return { text: 'is an artifact bucket; functions never write there', fix }
  if (/^[a-z][a-z0-9-]*-artifacts-./.test(name))
    return { text: 'cannot be written to: a release is kept in a bucket of this name', fix }
  return undefined
}

/**
 * Whether a general-purpose bucket can have this name (S3 User Guide, "General purpose bucket naming rules"). Aliases
 * of access points look like names, but refer to another bucket.
 */
function isBucketName(name: string): boolean {
  return (
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
    !/\.\.|^\d+\.\d+\.\d+\.\d+$/.test(name) &&
    !/^(xn--|sthree-|amzn-s3-demo-)/.test(name) &&
    !/(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/.test(name)
  )
}
