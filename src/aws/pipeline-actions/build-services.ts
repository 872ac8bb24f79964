import { Sha256 } from '@aws-crypto/sha256-js'
import { SignatureV4 } from '@smithy/signature-v4'
import type { AwsCredentials } from '../client-configuration.ts'
import { connectS3 } from '../s3/s3-connection.ts'
import type { ActionIdentity, PipelineServices } from './pipeline-services.ts'
import type { ObjectPlace } from './source-object.ts'

/** An operation of a service that speaks JSON 1.1. */
export interface JsonOperation {
  /** Name in signatures, such as `logs`. */
  readonly service: string
  /** Prefix and name, such as `Logs_20140328.PutLogEvents`. */
  readonly target: string
}

/** What builds reach, each as the role of its action. */
export interface BuildServices {
  credentials(identity: ActionIdentity): Promise<AwsCredentials>
  readObject(identity: ActionIdentity, place: ObjectPlace): Promise<Uint8Array>
  /** @param encryptionKey the KMS key that a definition names */
  writeObject(identity: ActionIdentity, place: ObjectPlace, body: Uint8Array, encryptionKey?: string): Promise<void>
  /**
   * @param as `account` for what the service itself knows, and a role needs no right for
   * @throws Error with the error's code as its name
   */
  // biome-ignore lint/suspicious/noExplicitAny: answers of several services, whose members the callers check.
  call(identity: ActionIdentity, operation: JsonOperation, input: object, as?: 'role' | 'account'): Promise<any>
}

/** Reaches the emulator with the keys that actions work with. */
export function buildServices(
  { credentials, configure }: Pick<PipelineServices, 'credentials' | 'configure'>,
  endpoint: string,
): BuildServices {
  const connect = ({ region }: ActionIdentity, keys: AwsCredentials) =>
    connectS3(async () => ({ endpoint, region, credentials: async () => keys }))
  return {
    credentials,
    async readObject(identity, { bucket, key }) {
      const { s3, client } = await connect(identity, await credentials(identity))
      try {
        const { Body } = await client.send(new s3.GetObjectCommand({ Bucket: bucket, Key: key }))
        return (await Body?.transformToByteArray()) ?? new Uint8Array()
      } finally {
        client.destroy()
      }
    },
    async writeObject(identity, { bucket, key }, body, encryptionKey) {
      const { s3, client } = await connect(identity, await credentials(identity))
      const encryption = encryptionKey !== undefined && {
        ServerSideEncryption: 'aws:kms' as const,
        SSEKMSKeyId: encryptionKey,
      }
      try {
        await client.send(new s3.PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ...encryption }))
      } finally {
        client.destroy()
      }
    },
    call: async (identity, operation, input, as = 'role') => {
      const keys = (await configure(identity, as)()).credentials ?? (() => credentials(identity))
      return callJson(endpoint, identity, await keys(), operation, input)
    },
  }
}

async function callJson(
  endpoint: string,
  { region }: ActionIdentity,
  credentials: AwsCredentials,
  { service, target }: JsonOperation,
  input: object,
): Promise<unknown> {
  const { host, hostname, protocol } = new URL(endpoint)
  const signer = new SignatureV4({ credentials, region, service, sha256: Sha256 })
  const body = JSON.stringify(input)
  const { headers } = await signer.sign({
    method: 'POST',
    protocol,
    hostname,
    path: '/',
    query: {},
    headers: { host, 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target },
    body,
  })
  const answer = await fetch(endpoint, { method: 'POST', headers, body, signal: AbortSignal.timeout(30_000) })
  const content = (await answer.json().catch(() => ({}))) as Readonly<Record<string, string>>
  if (answer.ok) return content
  const name = (content.__type ?? '').split('#').at(-1) || `Status${answer.status}`
  throw Object.assign(new Error(content.message ?? content.Message ?? name), { name })
}
