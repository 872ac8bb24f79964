import { createHash, createHmac } from 'node:crypto'
import { type SignedRequestOptions, signedRequest } from './signed-request.ts'

export interface Chunks {
  readonly parts: readonly string[]
  /** Behind the last chunk: `name:value`. */
  readonly trailer?: string
  /** What happens to the body on its way. */
  readonly change?: (body: string) => string
}

/** An upload in chunks of which each has a signature, as some SDKs stream it (STREAMING-AWS4-HMAC-SHA256-PAYLOAD). */
export async function chunkedRequest(
  { to, path = '/' }: Pick<SignedRequestOptions, 'to' | 'path'>,
  { parts, trailer, change = (body) => body }: Chunks,
): Promise<Request> {
  const headers = {
    'content-encoding': 'aws-chunked',
    'x-amz-content-sha256': `STREAMING-AWS4-HMAC-SHA256-PAYLOAD${trailer === undefined ? '' : '-TRAILER'}`,
    'x-amz-decoded-content-length': String(Buffer.byteLength(parts.join(''))),
    ...(trailer !== undefined && { 'x-amz-trailer': trailer.split(':')[0]! }),
  }
  const head = await signedRequest({ to, service: 's3', method: 'PUT', path, headers })
  const date = head.headers.get('x-amz-date')!
  const [, scope = '', seed = ''] =
    /Credential=\d+\/(\S+), .*Signature=(\w+)/.exec(head.headers.get('authorization')!) ?? []
  const key = scope
    .split('/')
    .reduce<string | Buffer>(
      (secret, part) => createHmac('sha256', secret).update(part).digest(),
      `AWS4${to.secretAccessKey}`,
    )
  const sign = (kind: string, ...lines: string[]) =>
    createHmac('sha256', key)
      .update([`AWS4-HMAC-SHA256-${kind}`, date, scope, ...lines].join('\n'))
      .digest('hex')
  let last = seed
  let body = ''
  for (const part of [...parts, '']) {
    last = sign('PAYLOAD', last, sha256(''), sha256(part))
    body += `${Buffer.byteLength(part).toString(16)};chunk-signature=${last}\r\n${part}${part === '' ? '' : '\r\n'}`
  }
  if (trailer !== undefined)
    body += `${trailer}\r\nx-amz-trailer-signature:${sign('TRAILER', last, sha256(`${trailer}\n`))}\r\n`
  return new Request(head.url, { method: 'PUT', headers: head.headers, body: change(`${body}\r\n`) })
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
