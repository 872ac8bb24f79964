import { defined } from '../../core/run/defined.ts'
import { callOf, isNetworkFailure, serviceCode } from '../service-errors.ts'
import type { S3Connection } from './s3-connection.ts'

const resumptions = 4

/** An object that is being received. */
export interface StreamedObject {
  readonly etag: string
  /** The size that the service states; 0 when it states none. */
  readonly bytes: number
  readonly body: AsyncIterable<Uint8Array>
  /** Closes the connection of an unwanted object, before its body is read. */
  discard(): void
}

/**
 * Reads an object's bytes as they arrive. If the connection breaks, it asks for the rest of the same version. Default:
 * the current version.
 */
export async function streamObject(
  connection: S3Connection,
  bucket: string,
  key: string,
  version?: string,
): Promise<StreamedObject | undefined> {
  const what = `S3 GetObject s3://${bucket}/${key}`
  const object = { Bucket: bucket, Key: key, ...defined({ VersionId: version }) }
  const first = await callOf(what, () => open(connection, object))
  if (!first) return undefined
  const { etag, bytes } = first

  async function* resumed(): AsyncIterable<Uint8Array> {
    let received = 0
    let source: AsyncIterable<Uint8Array> = first!.body
    for (let attempt = 0; ; attempt += 1) {
      try {
        for await (const chunk of source) {
          received += chunk.length
          yield chunk
        }
        if (received >= bytes) return
        throw Object.assign(new Error(`ended after ${received} of ${bytes} bytes`), { code: 'ECONNRESET' })
      } catch (error) {
        if (!isNetworkFailure(error) || attempt >= resumptions) throw error
        const request = { ...object, IfMatch: etag, Range: `bytes=${received}-` }
        const rest = await open(connection, request)
        if (!rest) throw error
        source = rest.body
      }
    }
  }

  return { etag, bytes, body: spoken(what, resumed()), discard: () => first.discard() }
}

interface ObjectRequest {
  readonly Bucket: string
  readonly Key: string
  readonly VersionId?: string
  readonly IfMatch?: string
  readonly Range?: string
}

async function open({ s3, client }: S3Connection, request: ObjectRequest) {
  try {
    const answer = await client.send(new s3.GetObjectCommand(request))
    const body = answer.Body as AsyncIterable<Uint8Array> | undefined
    const discard = () => void (body as { destroy?: () => void } | undefined)?.destroy?.()
    return { body: body ?? nothing(), bytes: answer.ContentLength ?? 0, etag: answer.ETag ?? '', discard }
  } catch (error) {
    if (['NoSuchKey', 'NoSuchVersion'].includes(serviceCode(error) ?? '')) return undefined
    throw error
  }
}

async function* spoken(what: string, chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]()
  try {
    for (;;) {
      const next = await callOf(what, () => iterator.next())
      if (next.done) return
      yield next.value
    }
  } finally {
    await iterator.return?.()
  }
}

async function* nothing(): AsyncIterable<Uint8Array> {}
