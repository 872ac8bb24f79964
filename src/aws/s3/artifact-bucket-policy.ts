/** The roles or users (ARNs) for each purpose of an artifact bucket. An empty list allows nobody. */
export interface ArtifactBucketRoles {
  /**
   * May change the settings and the policy of the bucket; `*` matches any text. The root user of the account always
   * may.
   */
  readonly administrators: readonly string[]
  readonly package: readonly string[]
  readonly deploy: readonly string[]
  readonly gate: readonly string[]
  readonly promote: readonly string[]
  /** May preview a promotion. */
  readonly plan: readonly string[]
  /** May preview pull requests. */
  readonly preview: readonly string[]
}

export interface ArtifactBucketSetting {
  readonly bucket: string
  /** Name of the environment that the bucket belongs to. */
  readonly environment: string
  readonly account: string
  /** `aws` by default. */
  readonly partition?: string
  /** Accounts that promote from this environment. */
  readonly readers: readonly string[]
  readonly roles: ArtifactBucketRoles
}

/** A policy in the form that S3 expects. */
export interface BucketPolicy {
  readonly Version: '2012-10-17'
  readonly Statement: readonly Readonly<Record<string, unknown>>[]
}

const writes = ['s3:PutObject', 's3:AbortMultipartUpload']

/**
 * The policy of an artifact bucket, the same as in docs/guides/artifact-bucket.yaml. It denies, so no policy of an
 * identity in the account can bypass it. Each prefix is written only by the roles of its purpose, and what belongs to a
 * release is written once. Nothing is deleted or relabelled, and only administrators change the settings.
 * `aws:PrincipalArn` is the ARN of the role in every session. Services have no such ARN, so they are denied too (IAM
 * user guide, "AWS global condition context keys").
 */
export function artifactBucketPolicy(setting: ArtifactBucketSetting): BucketPolicy {
  const { bucket, environment, account, partition = 'aws', readers, roles } = setting
  const arn = `arn:${partition}:s3:::${bucket}`
  const below = (...prefixes: string[]) => prefixes.map((prefix) => `${arn}/${prefix}`)
  const gateEvidence = below(`evidence/*/quality-gate/${environment}/*`)
  const deploymentEvidence = below(`evidence/*/deploy/${environment}/*`, `evidence/*/approval/${environment}/*`)
  const deny = (Sid: string, rest: object) => ({ Sid, Effect: 'Deny', Principal: '*', ...rest })
  const onlyBy = (Sid: string, principals: readonly (readonly string[])[], where: object) =>
    deny(Sid, {
      Action: writes,
      ...where,
      Condition: { StringNotEquals: { 'aws:PrincipalArn': principals.flatMap(orNobody) } },
    })
  const { package: packaging, deploy, gate, promote, plan, preview } = roles
  return {
    Version: '2012-10-17',
    Statement: [
      deny('OnlyByTls', {
        Action: 's3:*',
        Resource: [arn, `${arn}/*`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
      deny('NothingIsDeletedOrRelabelled', {
        NotAction: ['s3:Abort*', 's3:Get*', 's3:List*', 's3:PutObject'],
        Resource: below('*'),
      }),
      deny('ReleasesAreWrittenOnce', {
        Action: 's3:PutObject',
        Resource: below('blobs/*', 'releases/*', 'versions/*', 'plans/*', 'previews/*', 'evidence/*'),
        Condition: { Null: { 's3:if-none-match': 'true' }, Bool: { 's3:ObjectCreationOperation': 'true' } },
      }),
      onlyBy('Blobs', [packaging, deploy, promote, plan], { Resource: below('blobs/*') }),
      onlyBy('Releases', [packaging, promote], { Resource: below('releases/*', 'versions/*') }),
      onlyBy('Plans', [deploy, promote, plan], { Resource: below('plans/*') }),
      onlyBy('Previews', [preview], { Resource: below('previews/*') }),
      onlyBy('EvidenceOfTheGate', [gate], { Resource: gateEvidence }),
      onlyBy('EvidenceOfDeployments', [deploy, promote], { Resource: deploymentEvidence }),
      onlyBy('Records', [deploy, promote], { Resource: below('environments/*') }),
      onlyBy('Locks', [deploy, gate, promote], { Resource: below('locks/*') }),
      onlyBy('EverythingElse', [promote], {
        NotResource: [
          ...below('blobs/*', 'releases/*', 'versions/*', 'plans/*', 'previews/*', 'environments/*', 'locks/*'),
          ...gateEvidence,
          ...deploymentEvidence,
        ],
      }),
      deny('Settings', {
        Action: [
          's3:DeleteBucket',
          's3:DeleteBucketPolicy',
          's3:PutBucketAcl',
          's3:PutBucketObjectLockConfiguration',
          's3:PutBucketOwnershipControls',
          's3:PutBucketPolicy',
          's3:PutBucketPublicAccessBlock',
          's3:PutBucketVersioning',
          's3:PutEncryptionConfiguration',
          's3:PutLifecycleConfiguration',
          's3:PutReplicationConfiguration',
        ],
        Resource: arn,
        Condition: {
          StringNotLike: {
            'aws:PrincipalArn': [`arn:${partition}:iam::${account}:root`, ...orNobody(roles.administrators)],
          },
        },
      }),
      ...(readers.length === 0 ? [] : [letTheNextRead(arn, readers)]),
    ],
  }
}

/** Includes versions, because the order of evidence comes from the store itself. */
function letTheNextRead(arn: string, readers: readonly string[]) {
  return {
    Sid: 'LetTheNextRead',
    Effect: 'Allow',
    Principal: { AWS: readers },
    Action: ['s3:GetObject', 's3:GetObjectVersion', 's3:ListBucket', 's3:ListBucketVersions'],
    Resource: [arn, `${arn}/*`],
  }
}

/** A condition needs a value, so an empty list becomes a name that no principal has. */
function orNobody(arns: readonly string[]): readonly string[] {
  return arns.length === 0 ? ['none'] : arns
}
