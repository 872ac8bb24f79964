import { Sha256 } from '@aws-crypto/sha256-js'
import { SignatureV4 } from '@smithy/signature-v4'
import type { AwsCredentials } from '../client-configuration.ts'
import { type ArtifactObjects, artifactObjects } from './artifact-objects.ts'
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
  const withObjects = async <T>(identity: ActionIdentity, work: (objects: ArtifactObjects) => Promise<T>) => {
    const objects = artifactObjects(configure(identity))
    try {
      return await work(objects)
    } finally {
      objects.close()
    }
  }
  return {
    credentials,
    readObject: (identity, place) => withObjects(identity, (objects) => objects.read(place)),
    writeObject: (identity, place, body, encryptionKey) =>
      withObjects(identity, (objects) => objects.write(place, body, { encryptionKey })),
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
