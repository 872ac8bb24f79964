/**
 * Managed policies of AWS that allow writing to every bucket of an account, by the last part of their ARN (AWS Managed
 * Policy Reference). Other policies of AWS allow no writing, or only to buckets with certain names of their service.
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

/**
 * Policy templates of SAM that let a function write to the bucket of their parameter BucketName (SAM developer guide,
 * "Policy template list").
 */
export const writingSamTemplates: ReadonlySet<string> = new Set(['S3CrudPolicy', 'S3FullAccessPolicy', 'S3WritePolicy'])
