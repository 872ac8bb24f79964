/**
 * Actions of S3 that change an object, or its versions, tags, locks or owner. Their resource is
 * `arn:…:s3:::<bucket>/<key>`. Source: Service Authorization Reference, "Actions, resources, and condition keys for
 * Amazon S3".
 */
export const objectWrites = [
  's3:PutObject',
  's3:DeleteObject',
  's3:DeleteObjectVersion',
  's3:PutObjectAcl',
  's3:PutObjectVersionAcl',
  's3:PutObjectTagging',
  's3:PutObjectVersionTagging',
  's3:DeleteObjectTagging',
  's3:DeleteObjectVersionTagging',
  's3:PutObjectRetention',
  's3:PutObjectLegalHold',
  's3:BypassGovernanceRetention',
  's3:RestoreObject',
  's3:AbortMultipartUpload',
  's3:ReplicateObject',
  's3:ReplicateDelete',
  's3:ReplicateTags',
  's3:ObjectOwnerOverrideToBucketOwner',
  's3:UpdateObjectEncryption',
] as const

/** Actions that undo the history of a bucket or remove its policy. Their resource is `arn:…:s3:::<bucket>`. */
export const bucketWrites = [
  's3:PutBucketPolicy',
  's3:DeleteBucketPolicy',
  's3:PutBucketVersioning',
  's3:PutLifecycleConfiguration',
  's3:PutReplicationConfiguration',
  's3:PutBucketAcl',
  's3:PutBucketOwnershipControls',
  's3:PutBucketPublicAccessBlock',
  's3:PutBucketObjectLockConfiguration',
  's3:DeleteBucket',
] as const
