import type { S3Client } from '@aws-sdk/client-s3'
import type { Configure } from '../client-configuration.ts'

/** The loaded SDK module, and a client of it. */
export interface S3Connection {
  readonly s3: typeof import('../sdk/s3.ts')
  readonly client: S3Client
}

/**
 * Loads the SDK and makes a client. A server that is silent for 30 s counts as unreachable. An answer without a request
 * id, such as the page of a proxy, is requested again. The client would take it for the answer to a write, or for an
 * empty list.
 */
export async function connectS3(configure: Configure): Promise<S3Connection> {
  const [s3, configuration] = await Promise.all([import('../sdk/s3.ts'), configure()])
  const endpoint = configuration.endpoint ?? process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL
  const client = new s3.S3Client({
    ...configuration,
    forcePathStyle: endpoint !== undefined && endpoint !== '',
    maxAttempts: 5,
    requestHandler: { ...configuration.requestHandler, connectionTimeout: 5_000, socketTimeout: 30_000 },
  })
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args)
      const { statusCode, headers } = result.response as {
        readonly statusCode: number
        readonly headers: Readonly<Record<string, string>>
      }
      if (statusCode < 300 && headers['x-amz-request-id'] === undefined) throw unusable(statusCode)
      return result
    },
    { step: 'deserialize', name: 'requireRequestId', priority: 'low' },
  )
  return { s3, client }
}

/** The SDK recognizes an unreadable answer by these words; `$retryable` allows another attempt. */
function unusable(httpStatusCode: number): Error {
  const error = new Error('Deserialization error: the answer has no request id')
  return Object.assign(error, { $retryable: {}, $metadata: { httpStatusCode } })
}
