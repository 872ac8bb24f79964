import { createHash } from 'node:crypto'
import type { CompletedPart } from '@aws-sdk/client-s3'
import { concurrently } from '../../core/pacing/concurrently.ts'
import type { ByteSource } from '../../core/ports/objects.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { callOf, serviceCode } from '../service-errors.ts'
import { attemptsOf, isPreconditionFailed } from './conditional-write.ts'
import type { S3Connection } from './s3-connection.ts'
import { sha256Base64 } from './sha256.ts'

const MiB = 1024 * 1024

/** Larger bodies are uploaded in parts. */
export const multipartThreshold = 16 * MiB

/** A part stays in memory, so that it can be sent again. Two parts are uploaded at a time. */
const partsAtATime = 2
const maximumParts = 10_000

/**
 * Uploads in parts, each checked by its SHA-256, and completes write-once. The hash of the whole must equal `sha256`.
 * After any failure, the parts are removed (S3 User Guide, "Multipart upload").
 */
export async function uploadInParts(
  connection: S3Connection,
  bucket: string,
  key: string,
  source: ByteSource,
  options: { readonly sha256?: string; readonly contentType?: string },
): Promise<'created' | 'exists'> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await uploadOnce(connection, { Bucket: bucket, Key: key }, source, options)
    if (outcome !== 'conflict') return outcome
    if (attempt === 3)
      throw new StageError('service-refused', `s3://${bucket}/${key} keeps being written by another process`)
  }
}

async function uploadOnce(
  { s3, client }: S3Connection,
  place: { readonly Bucket: string; readonly Key: string },
  source: ByteSource,
  options: { readonly sha256?: string; readonly contentType?: string },
): Promise<'created' | 'exists' | 'conflict'> {
  const what = (call: string) => `S3 ${call} s3://${place.Bucket}/${place.Key}`
  const begin = new s3.CreateMultipartUploadCommand({
    ...place,
    ChecksumAlgorithm: 'SHA256',
    ContentType: options.contentType,
  })
  const { UploadId } = await callOf(what('CreateMultipartUpload'), () => client.send(begin))
  const upload = { ...place, UploadId }
  let completed = false
  try {
    const parts = await sendParts(source, options.sha256, async (number, body) => {
      const checksum = sha256Base64(body)
      const part = { ...upload, PartNumber: number, Body: body, ChecksumSHA256: checksum }
      const { ETag } = await callOf(what('UploadPart'), () => client.send(new s3.UploadPartCommand(part)))
      return { PartNumber: number, ETag, ChecksumSHA256: checksum }
    })
    const request = { ...upload, IfNoneMatch: '*', MultipartUpload: { Parts: [...parts] } }
    const outcome = await callOf(what('CompleteMultipartUpload'), async () => {
      try {
        await client.send(new s3.CompleteMultipartUploadCommand(request))
        return 'created'
      } catch (error) {
        if (isPreconditionFailed(error)) return 'exists'
        // After this error, S3 requires the whole upload again (User Guide, "Conditional writes").
        if (serviceCode(error) === 'ConditionalRequestConflict') return 'conflict'
        // The answer to the first attempt was lost, and the second finds the upload closed. The object itself shows the
        // result.
        if (serviceCode(error) !== 'NoSuchUpload' || attemptsOf(error) < 2) throw error
        await client.send(new s3.HeadObjectCommand(place))
        return 'created'
      }
    })
    completed = outcome === 'created'
    return outcome
  } finally {
    // The abort may fail too. The first failure is the one to report, and the lifecycle rule of the bucket removes the
    // rest.
    if (!completed) await client.send(new s3.AbortMultipartUploadCommand(upload)).catch(() => undefined)
  }
}

/** Reads the parts in order, and sends several at a time. */
async function sendParts(
  source: ByteSource,
  sha256: string | undefined,
  send: (number: number, body: Uint8Array) => Promise<CompletedPart>,
): Promise<readonly CompletedPart[]> {
  const size = Math.max(8 * MiB, Math.ceil(source.bytes / maximumParts))
  const whole = createHash('sha256')
  async function* parts() {
    for (let start = 0, number = 1; start < source.bytes; start += size, number += 1) {
      const body = await readPart(source, start, Math.min(start + size, source.bytes))
      whole.update(body)
      yield { number, body }
    }
  }
  const completed = await concurrently(parts(), partsAtATime, ({ number, body }) => send(number, body))
  if (sha256 !== undefined && whole.digest('hex') !== sha256)
    throw new StageError('file-unreadable', 'a file changed while it was being uploaded', { hint: 'run again' })
  return completed
}

async function readPart(source: ByteSource, start: number, end: number): Promise<Uint8Array> {
  const part = Buffer.allocUnsafe(end - start)
  let filled = 0
  for await (const chunk of source.read(start, end)) {
    part.set(chunk, filled)
    filled += chunk.length
  }
  return part.subarray(0, filled)
}
