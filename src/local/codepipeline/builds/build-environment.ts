import type { BuildServices } from '../../../aws/pipeline-actions/build-services.ts'
import type { ActionIdentity } from '../../../aws/pipeline-actions/pipeline-services.ts'
import { BuildFailure } from './build-failure.ts'

/** A variable of a build, with its value or with the name of what holds the value. */
export interface BuildVariable {
  readonly name: string
  readonly value: string
  readonly type?: 'PLAINTEXT' | 'SECRETS_MANAGER' | 'PARAMETER_STORE' | undefined
}

/** Values of variables; the secret ones are told, so that no log shows them. */
export async function readVariables(
  services: BuildServices,
  identity: ActionIdentity,
  variables: readonly BuildVariable[],
  hide: (secret: string) => void,
): Promise<Readonly<Record<string, string>>> {
  const values: Record<string, string> = {}
  for (const { name, value, type = 'PLAINTEXT' } of variables) {
    if (type === 'PLAINTEXT') values[name] = value
    else {
      const read = type === 'SECRETS_MANAGER' ? readSecret : readParameter
      const secret = await read(services, identity, value).catch((error: Error) => {
        throw new BuildFailure('DOWNLOAD_SOURCE', codes[type], `${name}: ${value}: ${error.message}`)
      })
      hide(secret)
      values[name] = secret
    }
  }
  return values
}

const codes = { SECRETS_MANAGER: 'Secrets Manager Error Message', PARAMETER_STORE: 'PARAMETER_STORE_ERROR' } as const

/** `<id or ARN>:<key of JSON>:<stage>:<version>`, of which all but the first may be absent. */
export function secretReference(reference: string) {
  const parts = reference.split(':')
  const length = reference.startsWith('arn:') ? 7 : 1
  const [key, stage, version] = parts.slice(length)
  const id = parts.slice(0, length).join(':')
  return { id, key: key || undefined, stage: stage || undefined, version: version || undefined }
}

async function readSecret(services: BuildServices, identity: ActionIdentity, reference: string): Promise<string> {
  const { id, key, stage, version } = secretReference(reference)
  const { SecretString } = await services.call(
    identity,
    { service: 'secretsmanager', target: 'secretsmanager.GetSecretValue' },
    { SecretId: id, ...(stage && { VersionStage: stage }), ...(version && { VersionId: version }) },
  )
  if (typeof SecretString !== 'string') throw new Error('the secret is no text')
  if (key === undefined) return SecretString
  const fields = JSON.parse(SecretString) as Readonly<Record<string, unknown>>
  if (!Object.hasOwn(fields, key)) throw new Error(`the secret has no key ${key}`)
  return String(fields[key])
}

async function readParameter(services: BuildServices, identity: ActionIdentity, name: string): Promise<string> {
  const { Parameter } = await services.call(
    identity,
    { service: 'ssm', target: 'AmazonSSM.GetParameter' },
    { Name: name, WithDecryption: true },
  )
  return String(Parameter.Value)
}

/** What the environment of every build has, beside its folders (CodeBuild User Guide, "Environment variables"). */
export async function commonVariables(
  services: BuildServices,
  identity: ActionIdentity,
  {
    endpoint,
    id,
    pipeline,
    source,
    log,
    started,
    proxy,
  }: {
    readonly endpoint: string
    readonly id: string
    readonly pipeline: string
    /** ARN of the primary input, and what it was made from. */
    readonly source: { readonly arn: string; readonly revision: string | undefined } | undefined
    readonly log: string
    readonly started: number
    readonly proxy: Readonly<Record<string, string>>
  },
): Promise<Readonly<Record<string, string>>> {
  const { accessKeyId, secretAccessKey, sessionToken } = await services.credentials(identity)
  const { account, region } = identity
  return {
    ...proxy,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken !== undefined && { AWS_SESSION_TOKEN: sessionToken }),
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ENDPOINT_URL: endpoint,
    AWS_EC2_METADATA_DISABLED: 'true',
    CI: 'true',
    CODEBUILD_CI: 'true',
    CODEBUILD_BUILD_ID: id,
    CODEBUILD_BUILD_ARN: `arn:aws:codebuild:${region}:${account}:build/${id}`,
    CODEBUILD_BUILD_NUMBER: '1',
    CODEBUILD_INITIATOR: `codepipeline/${pipeline}`,
    CODEBUILD_LOG_PATH: log,
    CODEBUILD_START_TIME: String(started),
    ...(source !== undefined && { CODEBUILD_SOURCE_VERSION: source.arn }),
    ...(source?.revision !== undefined && { CODEBUILD_RESOLVED_SOURCE_VERSION: source.revision }),
  }
}
