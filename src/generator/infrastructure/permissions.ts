import { attribute, ref, sub, type TemplateResource, type Value } from './template.ts'

/** A permission of a role, always for certain resources. */
export interface Permission {
  readonly actions: readonly string[]
  readonly resources: readonly Value[]
}

export type Table = 'EventStore' | 'Keychain' | 'Idempotency' | 'Outbox' | 'ViewStore' | 'Traces' | 'DeadLetters'

const readActions = ['GetItem', 'Query']
const writeActions = ['ConditionCheckItem', 'DeleteItem', 'PutItem', 'UpdateItem']

export function onTable(table: Table, actions: readonly string[]): Permission {
  return { actions: actions.map((action) => `dynamodb:${action}`), resources: [attribute(table, 'Arn')] }
}

export function readTable(table: Table): Permission {
  return onTable(table, readActions)
}

export function readAndWriteTable(table: Table): Permission {
  return onTable(table, [...readActions, ...writeActions])
}

export const publishOnBus: Permission = { actions: ['events:PutEvents'], resources: [attribute('EventBus', 'Arn')] }

/** Records of the outbox stream from a position on. */
export const readOutboxStream: Permission = {
  actions: ['dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
  resources: [attribute('Outbox', 'StreamArn')],
}

/** Exactly one field of the API. */
export function callMutation(field: string): Permission {
  return { actions: ['appsync:GraphQL'], resources: [sub(`\${Api.Arn}/types/Mutation/fields/${field}`)] }
}

export function onUserPool(actions: readonly string[]): Permission {
  return { actions: actions.map((action) => `cognito-idp:${action}`), resources: [attribute('UserPool', 'Arn')] }
}

export function onSecret(logicalId: 'SystemUserSecret' | 'PropertyVault', actions: readonly string[]): Permission {
  return { actions: actions.map((action) => `secretsmanager:${action}`), resources: [ref(logicalId)] }
}

/** A role that one service assumes for one purpose. */
export function serviceRole(service: string, permissions: readonly Permission[]): TemplateResource {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
      },
      ...(permissions.length === 0
        ? {}
        : {
            Policies: [
              { PolicyName: 'Work', PolicyDocument: { Version: '2012-10-17', Statement: statements(permissions) } },
            ],
          }),
    },
  }
}

/** Merges permissions on the same resources into one statement. */
function statements(permissions: readonly Permission[]): readonly Value[] {
  const byResource = new Map<string, Set<string>>()
  for (const { actions, resources } of permissions) {
    for (const resource of resources) {
      const key = JSON.stringify(resource)
      const known = byResource.get(key) ?? new Set()
      for (const action of actions) known.add(action)
      byResource.set(key, known)
    }
  }
  const byActions = new Map<string, Value[]>()
  for (const [resource, actions] of byResource) {
    const key = JSON.stringify([...actions].sort())
    byActions.set(key, [...(byActions.get(key) ?? []), JSON.parse(resource)])
  }
  return [...byActions].map(([actions, resources]) => ({
    Effect: 'Allow',
    Action: JSON.parse(actions),
    Resource: resources.length === 1 ? resources[0]! : resources,
  }))
}
