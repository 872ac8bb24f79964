import type { StackEvent } from '../../core/ports/stacks.ts'

/** How long one step of one resource usually takes; undefined when nothing is known of it. */
export type UsualSeconds = (logicalId: string, type: string, verb: string) => UsualDuration | undefined

export interface UsualDuration {
  readonly seconds: number
  /** How far it may be wrong, as a part of it: the stack's own history is better than experience with a type. */
  readonly doubt: number
}

/**
 * Durations by what the stack itself took the last time, else by experience with the type.
 * They only decide when to look again, never what is true.
 * @param events of former operations, newest first
 */
export function usualSeconds(events: readonly StackEvent[]): UsualSeconds {
  const history = durationsIn(events)
  return (logicalId, type, verb) => {
    const before = history.get(`${verb} ${logicalId}`)
    if (before !== undefined) return { seconds: before, doubt: 0.2 }
    const usual = experience[type]?.[verb === 'CREATE' ? 0 : 1]
    return usual === undefined ? undefined : { seconds: usual, doubt: 0.6 }
  }
}

/** `CREATE`, `UPDATE`, `DELETE` or `IMPORT` of a status. */
export function verbOf(status: string): string {
  return status.slice(0, status.indexOf('_'))
}

/** Seconds between two times of the service. */
export function secondsBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 1000
}

function durationsIn(newestFirst: readonly StackEvent[]): ReadonlyMap<string, number> {
  const started = new Map<string, string>()
  const durations = new Map<string, number>()
  for (const event of [...newestFirst].reverse()) {
    const key = `${verbOf(event.status)} ${event.logicalId}`
    if (event.status.endsWith('_IN_PROGRESS')) {
      if (!started.has(key)) started.set(key, event.time)
    } else if (event.status.endsWith('_COMPLETE')) {
      const begin = started.get(key)
      if (begin !== undefined) durations.set(key, secondsBetween(begin, event.time))
      started.delete(key)
    }
  }
  return durations
}

/** Seconds to create, and to update or delete; round figures from many deployments. */
const experience: Readonly<Record<string, readonly [number, number]>> = {
  'AWS::AppSync::GraphQLApi': [3, 3],
  'AWS::AppSync::GraphQLSchema': [12, 12],
  'AWS::AppSync::Resolver': [2, 2],
  'AWS::CertificateManager::Certificate': [120, 20],
  'AWS::CloudFront::Distribution': [240, 180],
  'AWS::Cognito::UserPool': [3, 3],
  'AWS::DynamoDB::Table': [32, 20],
  'AWS::ECS::Service': [120, 150],
  'AWS::Events::Rule': [62, 62],
  'AWS::IAM::InstanceProfile': [130, 2],
  'AWS::IAM::Policy': [17, 17],
  'AWS::IAM::Role': [18, 18],
  'AWS::KMS::Key': [100, 20],
  'AWS::Lambda::EventSourceMapping': [25, 25],
  'AWS::Lambda::Function': [8, 8],
  'AWS::Lambda::LayerVersion': [8, 8],
  'AWS::Lambda::Permission': [3, 3],
  'AWS::Logs::LogGroup': [3, 2],
  'AWS::OpenSearchService::Domain': [900, 900],
  'AWS::RDS::DBCluster': [300, 120],
  'AWS::RDS::DBInstance': [420, 180],
  'AWS::S3::Bucket': [20, 20],
  'AWS::SNS::Topic': [10, 5],
  'AWS::SQS::Queue': [70, 70],
  'AWS::SecretsManager::Secret': [3, 3],
}
