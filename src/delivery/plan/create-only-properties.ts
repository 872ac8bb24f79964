/** Paths of properties, such as `KeySchema` or `Template.TemplateName`. */
export interface CreateOnlyProperties {
  readonly always: readonly string[]
  readonly sometimes: readonly string[]
}

/** The properties that replace a resource of this type when they change; undefined when the table lacks the type. */
export function createOnlyProperties(type: string): CreateOnlyProperties | undefined {
  const row = table[type.startsWith('Custom::') ? 'AWS::CloudFormation::CustomResource' : type]
  if (row === undefined) return undefined
  const [always = '', sometimes = ''] = row.split('|')
  return { always: words(always), sometimes: words(sometimes) }
}

function words(text: string): readonly string[] {
  return text.split(' ').filter((word) => word !== '')
}

/**
 * Properties that CloudFormation cannot change in place: a change makes a new resource. After `|` stand those where it
 * depends on the change. Source: the CloudFormation resource provider schemas of October 2026 (`createOnlyProperties`,
 * `conditionalCreateOnlyProperties`). Added by hand: the key schema of tables, which can never change, and the sign-in
 * attributes of user pools ("cannot be changed" in the API reference).
 */
const table: Readonly<Record<string, string>> = {
  'AWS::ApiGateway::ApiKey': 'GenerateDistinctId Name Value',
  'AWS::ApiGateway::Authorizer': 'RestApiId',
  'AWS::ApiGateway::Deployment': 'DeploymentCanarySettings RestApiId',
  'AWS::ApiGateway::DomainName': 'DomainName',
  'AWS::ApiGateway::Method': 'HttpMethod ResourceId RestApiId',
  'AWS::ApiGateway::Model': 'ContentType Name RestApiId',
  'AWS::ApiGateway::Resource': 'ParentId PathPart RestApiId',
  'AWS::ApiGateway::RestApi': '',
  'AWS::ApiGateway::Stage': 'RestApiId StageName',
  'AWS::ApiGateway::UsagePlan': '',
  'AWS::ApiGateway::UsagePlanKey': 'KeyId KeyType UsagePlanId',
  'AWS::ApiGatewayV2::Api': 'ProtocolType',
  'AWS::ApiGatewayV2::DomainName': 'DomainName',
  'AWS::ApiGatewayV2::Integration': 'ApiId',
  'AWS::ApiGatewayV2::Route': 'ApiId',
  'AWS::ApiGatewayV2::Stage': 'ApiId StageName',
  'AWS::AppSync::ApiCache': 'ApiId AtRestEncryptionEnabled TransitEncryptionEnabled',
  'AWS::AppSync::ApiKey': 'ApiId',
  'AWS::AppSync::DataSource': 'ApiId Name',
  'AWS::AppSync::DomainName': 'CertificateArn DomainName',
  'AWS::AppSync::FunctionConfiguration': 'ApiId',
  'AWS::AppSync::GraphQLApi':
    '| LambdaAuthorizerConfig.AuthorizerResultTtlInSeconds LambdaAuthorizerConfig.AuthorizerUri LambdaAuthorizerConfig.IdentityValidationExpression OpenIDConnectConfig.AuthTTL OpenIDConnectConfig.ClientId OpenIDConnectConfig.IatTTL OpenIDConnectConfig.Issuer UserPoolConfig.AppIdClientRegex UserPoolConfig.AwsRegion UserPoolConfig.DefaultAction UserPoolConfig.UserPoolId',
  'AWS::AppSync::GraphQLSchema': '',
  'AWS::AppSync::Resolver': 'ApiId FieldName TypeName',
  'AWS::ApplicationAutoScaling::ScalableTarget': 'ResourceId ScalableDimension ServiceNamespace',
  'AWS::ApplicationAutoScaling::ScalingPolicy':
    'PolicyName ResourceId ScalableDimension ScalingTargetId ServiceNamespace',
  'AWS::AutoScaling::AutoScalingGroup':
    'AutoScalingGroupName InstanceId | LaunchConfigurationName LaunchTemplate MixedInstancesPolicy VPCZoneIdentifier',
  'AWS::Backup::BackupPlan': '',
  'AWS::Backup::BackupVault': 'BackupVaultName EncryptionKeyArn',
  'AWS::CertificateManager::Certificate':
    'CertificateAuthorityArn CertificateExport DomainName DomainValidationOptions KeyAlgorithm SubjectAlternativeNames',
  'AWS::CloudFormation::CustomResource': 'ServiceToken',
  'AWS::CloudFormation::Stack': '',
  'AWS::CloudFront::Distribution': '',
  'AWS::CloudFront::OriginAccessControl': '',
  'AWS::CloudTrail::Trail': 'TrailName',
  'AWS::CloudWatch::Alarm': 'AlarmName',
  'AWS::CloudWatch::Dashboard': 'DashboardName',
  'AWS::CodeBuild::Project': 'Name',
  'AWS::CodePipeline::CustomActionType':
    'Category ConfigurationProperties InputArtifactDetails OutputArtifactDetails Provider Settings Version',
  'AWS::CodePipeline::Pipeline': 'Name',
  'AWS::Cognito::IdentityPool': '',
  'AWS::Cognito::IdentityPoolRoleAttachment': 'IdentityPoolId',
  'AWS::Cognito::UserPool': '| AliasAttributes UsernameAttributes UsernameConfiguration',
  'AWS::Cognito::UserPoolClient': 'GenerateSecret UserPoolId',
  'AWS::Cognito::UserPoolDomain': 'Domain UserPoolId',
  'AWS::Cognito::UserPoolGroup': 'GroupName UserPoolId',
  'AWS::Cognito::UserPoolIdentityProvider': 'ProviderName ProviderType UserPoolId',
  'AWS::Cognito::UserPoolResourceServer': 'Identifier UserPoolId',
  'AWS::Cognito::UserPoolUser':
    'ClientMetadata DesiredDeliveryMediums ForceAliasCreation MessageAction UserAttributes UserPoolId Username ValidationData',
  'AWS::DocDB::DBCluster':
    'AvailabilityZones DBClusterIdentifier DBSubnetGroupName KmsKeyId MasterUsername SnapshotIdentifier SourceDBClusterIdentifier StorageEncrypted',
  'AWS::DocDB::DBInstance': 'AvailabilityZone DBClusterIdentifier DBInstanceIdentifier',
  'AWS::DynamoDB::GlobalTable': 'KeySchema TableName | GlobalTableSourceArn LocalSecondaryIndexes',
  'AWS::DynamoDB::Table': 'ImportSourceSpecification KeySchema TableName | LocalSecondaryIndexes',
  'AWS::EC2::EIP': 'Address IpamPoolId NetworkBorderGroup TransferAddress',
  'AWS::EC2::Instance':
    'AvailabilityZone CpuOptions ElasticGpuSpecifications ElasticInferenceAccelerators EnclaveOptions HibernationOptions HostResourceGroupArn ImageId Ipv6AddressCount Ipv6Addresses KeyName LaunchTemplate LicenseSpecifications NetworkInterfaces PlacementGroupName PrivateIpAddress SecurityGroups SubnetId | AdditionalInfo Affinity BlockDeviceMappings EbsOptimized HostId InstanceType KernelId PrivateDnsNameOptions RamdiskId SecurityGroupIds Tenancy UserData',
  'AWS::EC2::InternetGateway': '',
  'AWS::EC2::LaunchTemplate': 'LaunchTemplateName',
  'AWS::EC2::NatGateway': 'AllocationId AvailabilityMode ConnectivityType PrivateIpAddress SubnetId VpcId',
  'AWS::EC2::Route': 'DestinationCidrBlock DestinationIpv6CidrBlock DestinationPrefixListId RouteTableId',
  'AWS::EC2::RouteTable': 'VpcId',
  'AWS::EC2::SecurityGroup': 'GroupDescription GroupName VpcId',
  'AWS::EC2::SecurityGroupEgress':
    'CidrIp CidrIpv6 DestinationPrefixListId DestinationSecurityGroupId FromPort GroupId IpProtocol ToPort',
  'AWS::EC2::SecurityGroupIngress':
    'CidrIp CidrIpv6 FromPort GroupId GroupName IpProtocol SourcePrefixListId SourceSecurityGroupId SourceSecurityGroupName SourceSecurityGroupOwnerId ToPort',
  'AWS::EC2::Subnet':
    'AvailabilityZone AvailabilityZoneId CidrBlock Ipv4IpamPoolId Ipv4NetmaskLength Ipv6IpamPoolId Ipv6Native Ipv6NetmaskLength OutpostArn VpcId | Ipv6CidrBlock',
  'AWS::EC2::VPC': 'CidrBlock Ipv4IpamPoolId Ipv4NetmaskLength | InstanceTenancy',
  'AWS::EC2::VPCEndpoint':
    'DnsOptions.PrivateDnsPreference DnsOptions.PrivateDnsSpecifiedDomains ResourceConfigurationArn ServiceName ServiceNetworkArn ServiceRegion VpcEndpointType VpcId',
  'AWS::EC2::Volume': '',
  'AWS::ECR::Repository': 'EncryptionConfiguration RepositoryName',
  'AWS::ECS::Cluster': 'ClusterName',
  'AWS::ECS::Service': 'Cluster Role SchedulingStrategy ServiceName | LaunchType',
  'AWS::ECS::TaskDefinition':
    'ContainerDefinitions Cpu EnableFaultInjection EphemeralStorage ExecutionRoleArn Family InferenceAccelerators IpcMode Memory NetworkMode PidMode PlacementConstraints ProxyConfiguration RequiresCompatibilities RuntimePlatform TaskRoleArn Volumes',
  'AWS::EFS::AccessPoint': 'ClientToken FileSystemId PosixUser RootDirectory',
  'AWS::EFS::FileSystem': 'AvailabilityZoneName Encrypted KmsKeyId PerformanceMode',
  'AWS::EFS::MountTarget': 'FileSystemId IpAddress IpAddressType Ipv6Address SubnetId',
  'AWS::EKS::Cluster':
    'AccessConfig.BootstrapClusterCreatorAdminPermissions BootstrapSelfManagedAddons EncryptionConfig Name OutpostConfig RoleArn',
  'AWS::ElastiCache::CacheCluster':
    'CacheSubnetGroupName ClusterName Engine NetworkType Port SnapshotArns SnapshotName | IpDiscovery PreferredAvailabilityZones',
  'AWS::ElastiCache::ReplicationGroup':
    'AtRestEncryptionEnabled CacheSubnetGroupName DataTieringEnabled GlobalReplicationGroupId KmsKeyId NetworkType Port PreferredCacheClusterAZs ReplicationGroupId SnapshotArns SnapshotName | AuthToken NodeGroupConfiguration',
  'AWS::ElastiCache::ServerlessCache':
    'ConnectionType KmsKeyId NetworkType ServerlessCacheName SnapshotArnsToRestore SubnetIds',
  'AWS::ElasticLoadBalancingV2::Listener': 'LoadBalancerArn',
  'AWS::ElasticLoadBalancingV2::ListenerRule': 'ListenerArn',
  'AWS::ElasticLoadBalancingV2::LoadBalancer': 'Name Scheme Type',
  'AWS::ElasticLoadBalancingV2::TargetGroup': 'IpAddressType Name Port Protocol ProtocolVersion TargetType VpcId',
  'AWS::Events::ApiDestination': 'Name',
  'AWS::Events::Archive': 'ArchiveName SourceArn',
  'AWS::Events::Connection': 'Name',
  'AWS::Events::EventBus': 'Name',
  'AWS::Events::EventBusPolicy': 'EventBusName StatementId',
  'AWS::Events::Rule': 'Name | EventBusName',
  'AWS::Glue::Database': 'DatabaseName',
  'AWS::Glue::Job': 'Name',
  'AWS::Glue::Table': 'CatalogId DatabaseName Name TableInput.Name',
  'AWS::IAM::Group': 'GroupName',
  'AWS::IAM::InstanceProfile': 'InstanceProfileName Path',
  'AWS::IAM::ManagedPolicy': 'Description ManagedPolicyName Path',
  'AWS::IAM::OIDCProvider': 'Url',
  'AWS::IAM::Policy': '',
  'AWS::IAM::Role': 'Path RoleName',
  'AWS::IAM::RolePolicy': 'PolicyName RoleName',
  'AWS::IAM::User': 'UserName',
  'AWS::IAM::UserPolicy': 'PolicyName UserName',
  'AWS::KMS::Alias': 'AliasName',
  'AWS::KMS::Key': '',
  'AWS::Kinesis::Stream': 'Name',
  'AWS::KinesisFirehose::DeliveryStream':
    'AmazonOpenSearchServerlessDestinationConfiguration.VpcConfiguration AmazonopensearchserviceDestinationConfiguration.VpcConfiguration DatabaseSourceConfiguration DeliveryStreamName DeliveryStreamType DirectPutSourceConfiguration ElasticsearchDestinationConfiguration.VpcConfiguration IcebergDestinationConfiguration.CatalogConfiguration KinesisStreamSourceConfiguration MSKSourceConfiguration SnowflakeDestinationConfiguration.SnowflakeVpcConfiguration',
  'AWS::Lambda::Alias': 'FunctionName Name',
  'AWS::Lambda::EventInvokeConfig': 'FunctionName Qualifier',
  'AWS::Lambda::EventSourceMapping': 'EventSourceArn SelfManagedEventSource StartingPosition StartingPositionTimestamp',
  'AWS::Lambda::Function': 'FunctionName PackageType TenancyConfig | DurableConfig',
  'AWS::Lambda::LayerVersion': 'CompatibleArchitectures CompatibleRuntimes Content Description LayerName LicenseInfo',
  'AWS::Lambda::LayerVersionPermission': 'Action LayerVersionArn OrganizationId Principal',
  'AWS::Lambda::Permission':
    'Action EventSourceToken FunctionName FunctionUrlAuthType InvokedViaFunctionUrl Principal PrincipalOrgID SourceAccount SourceArn',
  'AWS::Lambda::Url': 'Qualifier TargetFunctionArn',
  'AWS::Lambda::Version': 'CodeSha256 Description FunctionName ProvisionedConcurrencyConfig RuntimePolicy',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::Logs::LogStream': 'LogGroupName LogStreamName',
  'AWS::Logs::MetricFilter': 'FilterName LogGroupName',
  'AWS::Logs::ResourcePolicy': 'PolicyName',
  'AWS::Logs::SubscriptionFilter': 'FilterName LogGroupName',
  'AWS::MSK::Cluster':
    'BrokerNodeGroupInfo.BrokerAZDistribution BrokerNodeGroupInfo.ClientSubnets BrokerNodeGroupInfo.SecurityGroups ClusterName EncryptionInfo.EncryptionAtRest EncryptionInfo.EncryptionInTransit.InCluster',
  'AWS::Neptune::DBCluster':
    'AvailabilityZones DBClusterIdentifier DBSubnetGroupName GlobalClusterIdentifier KmsKeyId RestoreToTime RestoreType SnapshotIdentifier SourceDBClusterIdentifier StorageEncrypted UseLatestRestorableTime',
  'AWS::OpenSearchServerless::Collection': 'CollectionGroupName EncryptionConfig Name StandbyReplicas Tags Type',
  'AWS::OpenSearchService::Domain':
    'DomainName EngineMode | EncryptionAtRestOptions.Enabled EncryptionAtRestOptions.KmsKeyId',
  'AWS::Pipes::Pipe':
    'Name Source SourceParameters.ActiveMQBrokerParameters.QueueName SourceParameters.DynamoDBStreamParameters.StartingPosition SourceParameters.KinesisStreamParameters.StartingPosition SourceParameters.KinesisStreamParameters.StartingPositionTimestamp SourceParameters.ManagedStreamingKafkaParameters.ConsumerGroupID SourceParameters.ManagedStreamingKafkaParameters.StartingPosition SourceParameters.ManagedStreamingKafkaParameters.TopicName SourceParameters.RabbitMQBrokerParameters.QueueName SourceParameters.RabbitMQBrokerParameters.VirtualHost SourceParameters.SelfManagedKafkaParameters.AdditionalBootstrapServers SourceParameters.SelfManagedKafkaParameters.ConsumerGroupID SourceParameters.SelfManagedKafkaParameters.StartingPosition SourceParameters.SelfManagedKafkaParameters.TopicName',
  'AWS::RDS::DBCluster':
    'ClusterScalabilityType DBClusterIdentifier DBSubnetGroupName DBSystemId DatabaseName EngineMode KmsKeyId PubliclyAccessible RestoreToTime RestoreType SnapshotIdentifier SourceDBClusterIdentifier SourceDbClusterResourceId SourceRegion StorageEncrypted UseLatestRestorableTime | AvailabilityZones Engine GlobalClusterIdentifier MasterUsername',
  'AWS::RDS::DBClusterParameterGroup': 'DBClusterParameterGroupName Description Family',
  'AWS::RDS::DBInstance':
    'BackupTarget CharacterSetName CustomIAMInstanceProfile DBClusterIdentifier DBInstanceIdentifier DBName DBSubnetGroupName DBSystemId KmsKeyId MasterUsername NcharCharacterSetName SourceRegion StorageEncrypted Timezone | AutoMinorVersionUpgrade AvailabilityZone BackupRetentionPeriod DBClusterSnapshotIdentifier DBParameterGroupName DBSnapshotIdentifier Engine MultiAZ PerformanceInsightsKMSKeyId PreferredMaintenanceWindow RestoreTime SourceDBClusterIdentifier SourceDBInstanceAutomatedBackupsArn SourceDBInstanceIdentifier SourceDbiResourceId UseLatestRestorableTime',
  'AWS::RDS::DBParameterGroup': 'DBParameterGroupName Description Family',
  'AWS::RDS::DBProxy': 'DBProxyName EndpointNetworkType EngineFamily TargetConnectionNetworkType VpcSubnetIds',
  'AWS::RDS::DBSubnetGroup': 'DBSubnetGroupName',
  'AWS::Redshift::Cluster':
    'ClusterIdentifier ClusterSubnetGroupName DBName MasterUsername OwnerAccount SnapshotClusterIdentifier SnapshotIdentifier',
  'AWS::Route53::HostedZone': 'DelegationSetId Name',
  'AWS::Route53::RecordSet': 'HostedZoneId HostedZoneName',
  'AWS::S3::AccessPoint': 'Bucket BucketAccountId Name VpcConfiguration',
  'AWS::S3::Bucket': 'BucketName BucketNamePrefix BucketNamespace',
  'AWS::S3::BucketPolicy': 'Bucket',
  'AWS::SES::ConfigurationSet': 'Name',
  'AWS::SES::EmailIdentity': 'EmailIdentity',
  'AWS::SES::Template': 'Template.TemplateName',
  'AWS::SNS::Subscription': 'Endpoint Protocol TopicArn | Region',
  'AWS::SNS::Topic': 'FifoTopic TopicName',
  'AWS::SNS::TopicPolicy': '',
  'AWS::SQS::Queue': 'FifoQueue QueueName',
  'AWS::SQS::QueuePolicy': '',
  'AWS::SSM::Parameter': 'Name',
  'AWS::Scheduler::Schedule': 'Name',
  'AWS::Scheduler::ScheduleGroup': 'Name',
  'AWS::SecretsManager::ResourcePolicy': 'SecretId',
  'AWS::SecretsManager::RotationSchedule': 'SecretId',
  'AWS::SecretsManager::Secret': 'Name',
  'AWS::SecretsManager::SecretTargetAttachment': 'SecretId',
  'AWS::StepFunctions::Activity': 'EncryptionConfiguration Name',
  'AWS::StepFunctions::StateMachine': 'StateMachineName StateMachineType',
  'AWS::Timestream::Database': 'DatabaseName',
  'AWS::Timestream::Table': 'DatabaseName TableName',
  'AWS::WAFv2::WebACL': 'Name Scope',
  'AWS::WAFv2::WebACLAssociation': 'ResourceArn WebACLArn',
}
