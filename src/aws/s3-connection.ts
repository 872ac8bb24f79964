import type { S3Client } from '@aws-sdk/client-s3'
import type { Configure } from './client-configuration.ts'

/** The loaded SDK module, and a client of it. */
export interface S3Connection {
  readonly s3: typeof import('@aws-sdk/client-s3')
  readonly client: S3Client
}

/** Loads the SDK and makes a client. A server that falls silent for 30 s counts as unreachable. */
export async function connectS3(configure: Configure): Promise<S3Connection> {
  const [s3, configuration] = await Promise.all([import('@aws-sdk/client-s3'), configure()])
  const endpoint = configuration.endpoint ?? process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL
  const client = new s3.S3Client({
    ...configuration,
    forcePathStyle: endpoint !== undefined && endpoint !== '',
    maxAttempts: 5,
    requestHandler: { ...configuration.requestHandler, connectionTimeout: 5_000, socketTimeout: 30_000 },
  })
  return { s3, client }
}
