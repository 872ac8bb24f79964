import { isRecord } from '../../../core/documents/is-record.ts'
import { own } from '../../../core/run/own.ts'
import { plainText } from '../../../core/text/plain-text.ts'
import type { PlannedChange } from '../plan.ts'
import { grantsOf } from './policy-grants.ts'
import type { ResourcePair, Risk } from './risk.ts'

type Properties = Readonly<Record<string, unknown>>

/** By type, a sentence that says how anybody can reach the resource; undefined when nobody else can. */
const exposures: Readonly<Record<string, (properties: Properties) => string | undefined>> = {
  'AWS::ApiGateway::Method': ({ AuthorizationType, ApiKeyRequired, HttpMethod }) =>
    AuthorizationType === 'NONE' && ApiKeyRequired !== true && HttpMethod !== 'OPTIONS'
      ? 'anybody may call it: AuthorizationType NONE'
      : undefined,
  'AWS::ApiGatewayV2::Route': ({ AuthorizationType, RouteKey }) =>
    (AuthorizationType === undefined || AuthorizationType === 'NONE') && !plainText(RouteKey).startsWith('OPTIONS')
      ? 'anybody may call it: no AuthorizationType'
      : undefined,
  'AWS::Cognito::UserPool': ({ AdminCreateUserConfig }) =>
    isRecord(AdminCreateUserConfig) && AdminCreateUserConfig.AllowAdminCreateUserOnly === true
      ? undefined
      : 'anybody may sign up: AllowAdminCreateUserOnly is not true',
  'AWS::EC2::SecurityGroup': ({ SecurityGroupIngress }) =>
    (Array.isArray(SecurityGroupIngress) ? SecurityGroupIngress : []).map(openPort).find((text) => text !== undefined),
  'AWS::EC2::SecurityGroupIngress': openPort,
  'AWS::ECR::Repository': ({ RepositoryPolicyText }) => publicPolicy(RepositoryPolicyText),
  'AWS::ElasticLoadBalancingV2::LoadBalancer': ({ Scheme, Type }) =>
    Scheme === undefined && Type !== 'gateway' ? 'internet-facing by default' : internetFacing(Scheme),
  'AWS::Events::EventBus': ({ Policy }) => publicPolicy(Policy),
  'AWS::Events::EventBusPolicy': ({ Principal, Statement, Condition }) =>
    Principal === '*' && Condition === undefined ? 'anybody may put events' : publicPolicy({ Statement }),
  'AWS::KMS::Key': ({ KeyPolicy }) => publicPolicy(KeyPolicy),
  'AWS::Lambda::LayerVersionPermission': ({ Principal, OrganizationId }) =>
    Principal === '*' && OrganizationId === undefined ? 'anybody may use the layer' : undefined,
  'AWS::Lambda::Permission': ({ Principal, SourceArn, SourceAccount, PrincipalOrgID }) =>
    Principal === '*' && SourceArn === undefined && SourceAccount === undefined && PrincipalOrgID === undefined
      ? 'anybody may invoke the function'
      : undefined,
  'AWS::Lambda::Url': ({ AuthType }) => (AuthType === 'NONE' ? 'anybody may call it: AuthType NONE' : undefined),
  'AWS::OpenSearchService::Domain': ({ AccessPolicies }) => publicPolicy(AccessPolicies),
  'AWS::RDS::DBCluster': publicDatabase,
  'AWS::RDS::DBInstance': publicDatabase,
  'AWS::Redshift::Cluster': publicDatabase,
  'AWS::S3::Bucket': openBucket,
  'AWS::S3::BucketPolicy': ({ PolicyDocument }) => publicPolicy(PolicyDocument),
  'AWS::SNS::TopicPolicy': ({ PolicyDocument }) => publicPolicy(PolicyDocument),
  'AWS::SQS::QueuePolicy': ({ PolicyDocument }) => publicPolicy(PolicyDocument),
  'AWS::SecretsManager::ResourcePolicy': ({ ResourcePolicy }) => publicPolicy(ResourcePolicy),
}

/** What the change makes public. What was public before in the same way is not repeated. */
export function exposureRisks(change: Pick<PlannedChange, 'type' | 'effect'>, { before, after }: ResourcePair): Risk[] {
  const exposure = own(exposures, change.type)
  if (exposure === undefined || after === undefined || change.effect === 'remove') return []
  const now = exposure(after.Properties ?? {})
  const then = before === undefined ? undefined : exposure(before.Properties ?? {})
  return now === undefined || now === then ? [] : [{ label: 'exposure', text: now }]
}

function publicPolicy(document: unknown): string | undefined {
  const open = grantsOf(document).find(({ principal, condition }) => principal === '*' && condition === '')
  return open === undefined ? undefined : `anybody may do ${open.action} on ${open.resource}`
}

function openBucket({ AccessControl, PublicAccessBlockConfiguration: block }: Properties): string | undefined {
  if (typeof AccessControl === 'string' && AccessControl.startsWith('Public'))
    return `anybody may read it: ${AccessControl}`
  const lifted = isRecord(block)
    ? Object.keys(block).filter((key) => block[key] === false || block[key] === 'false')
    : []
  return lifted.length === 0 ? undefined : `${lifted.join(', ')} switched off`
}

function openPort(rule: unknown): string | undefined {
  if (!isRecord(rule)) return undefined
  const from = rule.CidrIp === '0.0.0.0/0' ? rule.CidrIp : rule.CidrIpv6 === '::/0' ? rule.CidrIpv6 : undefined
  if (from === undefined) return undefined
  const ports =
    rule.FromPort === undefined || rule.FromPort === -1 ? 'every port' : `ports ${rule.FromPort} to ${rule.ToPort}`
  return `${ports} open to ${from}`
}

function internetFacing(scheme: unknown): string | undefined {
  return scheme === 'internet-facing' ? 'internet-facing' : undefined
}

function publicDatabase({ PubliclyAccessible }: Properties): string | undefined {
  return PubliclyAccessible === true || PubliclyAccessible === 'true' ? 'reachable from the internet' : undefined
}
