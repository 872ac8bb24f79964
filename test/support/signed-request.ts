import { Sha256 } from '@aws-crypto/sha256-js'
import { SignatureV4 } from '@smithy/signature-v4'
import type { EmulatorAddress } from './local-clients.ts'

export interface SignedRequestOptions {
  /** Where it goes, and the secret that it is signed with. */
  readonly to: EmulatorAddress
  readonly service: string
  readonly method?: string
  readonly path?: string
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Twelve digits, or another access key. */
  readonly accessKeyId?: string
  readonly sessionToken?: string
  readonly signingDate?: Date
}

/** A request with a signature in its headers, as an SDK signs it. */
export async function signedRequest(options: SignedRequestOptions): Promise<Request> {
  const { method = 'POST', body } = options
  const { headers } = await signerOf(options).sign(messageOf(options), dateOf(options))
  return new Request(addressOf(options), { method, headers, ...(body === undefined ? {} : { body }) })
}

/** The address of a presigned request, good for some seconds. */
export async function presignedAddress(options: SignedRequestOptions, expiresIn = 60): Promise<string> {
  const unsigned = { ...messageOf(options), body: undefined }
  const presign = options.service === 's3' ? { ...unsigned, headers: { ...unsigned.headers, ...unhashed } } : unsigned
  const { query = {} } = await signerOf(options).presign(presign, {
    ...dateOf(options),
    expiresIn,
    ...(options.service === 's3' ? { unhoistableHeaders: new Set<string>(), hoistableHeaders: new Set<string>() } : {}),
  })
  return `${addressOf({ ...options, query: {} })}?${new URLSearchParams(query as Record<string, string>)}`
}

const unhashed = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }

function signerOf({ to, service, accessKeyId = '111111111111', sessionToken }: SignedRequestOptions): SignatureV4 {
  const { secretAccessKey } = to
  const credentials = { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) }
  const uriEscapePath = service !== 's3'
  return new SignatureV4({ credentials, region: 'eu-west-1', service, sha256: Sha256, uriEscapePath })
}

function messageOf({ to, method = 'POST', path = '/', query = {}, headers = {}, body }: SignedRequestOptions) {
  const { host, hostname } = new URL(to.endpoint)
  return { method, protocol: 'http:', hostname, path, query: { ...query }, headers: { host, ...headers }, body }
}

function dateOf({ signingDate }: SignedRequestOptions) {
  return signingDate === undefined ? {} : { signingDate }
}

function addressOf({ to, path = '/', query = {} }: SignedRequestOptions): string {
  const text = new URLSearchParams(query).toString()
  return `${to.endpoint}${path}${text === '' ? '' : `?${text}`}`
}
