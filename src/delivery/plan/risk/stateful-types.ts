import { own } from '../../../core/run/own.ts'
import { matchesPattern } from '../../../core/text/matches-pattern.ts'

/** The data that is lost when a resource of the type is deleted; only types that hold data. */
const kept: Readonly<Record<string, string>> = {
  'AWS::Backup::BackupVault': 'its recovery points',
  'AWS::CloudFormation::Stack': 'the nested stack with everything in it',
  'AWS::CloudTrail::EventDataStore': 'its events',
  'AWS::CodeCommit::Repository': 'the repository',
  'AWS::Cognito::IdentityPool': 'its identities',
  'AWS::Cognito::UserPool': 'all users',
  'AWS::Cognito::UserPoolUser': 'the user',
  'AWS::DocDB::DBCluster': 'the database',
  'AWS::DocDB::DBInstance': 'the instance',
  'AWS::DynamoDB::GlobalTable': 'all rows',
  'AWS::DynamoDB::Table': 'all rows',
  'AWS::EC2::Instance': 'its local disks',
  'AWS::EC2::Volume': 'the disk',
  'AWS::ECR::Repository': 'all images',
  'AWS::EFS::FileSystem': 'all files',
  'AWS::ElastiCache::CacheCluster': 'the cached data',
  'AWS::ElastiCache::ReplicationGroup': 'the cached data',
  'AWS::ElastiCache::ServerlessCache': 'the cached data',
  'AWS::Events::Archive': 'the archived events',
  'AWS::FSx::FileSystem': 'all files',
  'AWS::Glue::Database': 'its tables',
  'AWS::KMS::Key': 'the key, and what only it can decrypt',
  'AWS::Kinesis::Stream': 'the records in the stream',
  'AWS::Logs::LogGroup': 'all log events',
  'AWS::MSK::Cluster': 'its topics',
  'AWS::Neptune::DBCluster': 'the database',
  'AWS::OpenSearchServerless::Collection': 'all documents',
  'AWS::OpenSearchService::Domain': 'all documents',
  'AWS::RDS::DBCluster': 'the database',
  'AWS::RDS::DBInstance': 'the database',
  'AWS::Redshift::Cluster': 'the database',
  'AWS::Route53::HostedZone': 'its records',
  'AWS::S3::Bucket': 'all objects',
  'AWS::SQS::Queue': 'the messages in it',
  'AWS::SSM::Parameter': 'its value',
  'AWS::SecretsManager::Secret': 'the secret value',
  'AWS::Serverless::SimpleTable': 'all rows',
  'AWS::Timestream::Database': 'all records',
  'AWS::Timestream::Table': 'all records',
}

/**
 * The data that a resource of the type holds, such as `all rows`; undefined for types that can be made again without
 * loss.
 */
export function whatIsKept(type: string): string | undefined {
  return own(kept, type)
}

/** Whether a type matches one of the patterns of `protect`, where `*` stands for any text. */
export function isProtected(type: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => matchesPattern(pattern, type))
}
