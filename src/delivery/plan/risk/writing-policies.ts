/**
 * Managed policies of AWS, by the last part of their ARN, that let their holder write to every bucket of an account (AWS Managed Policy
 * Reference). A policy of AWS that is not here does not, or only to buckets of certain names of its service.
 */
export const writingManagedPolicies: ReadonlySet<string> = new Set([
  'AdministratorAccess',
  'AmazonEC2RoleforDataPipelineRole',
  'AmazonEC2RoleforSSM',
  'AmazonElasticMapReduceforEC2Role',
  'AmazonElasticTranscoderRole',
  'AmazonS3FullAccess',
  'AWSBackupServiceRolePolicyForS3Restore',
  'AWSDataPipelineRole',
  'AWSLambdaExecute',
  'AWSLambdaFullAccess',
  'DatabaseAdministrator',
  'DataScientist',
  'PowerUserAccess',
  'SystemAdministrator',
])

/** Policy templates of SAM that let a function write to the bucket of their parameter BucketName (SAM developer guide, "Policy template list"). */
export const writingSamTemplates: ReadonlySet<string> = new Set(['S3CrudPolicy', 'S3FullAccessPolicy', 'S3WritePolicy'])
