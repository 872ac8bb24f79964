import { attribute, ref, type Value } from './template.ts'

/** Outputs of the stack for clients, the quality gate and people (model format 16.7). */
export const outputs: Readonly<Record<string, { readonly Description: string; readonly Value: Value }>> = {
  stackId: { Description: 'The stack that holds the environment', Value: ref('AWS::StackId') },
  apiId: { Description: 'The GraphQL API', Value: attribute('Api', 'ApiId') },
  apiEndpoint: { Description: 'Where queries and mutations go', Value: attribute('Api', 'GraphQLUrl') },
  apiRealtimeEndpoint: { Description: 'Where subscriptions go', Value: attribute('Api', 'RealtimeUrl') },
  apiKey: { Description: 'Key for callers without a token', Value: attribute('ApiKey', 'ApiKey') },
  eventBus: { Description: 'The event bus', Value: ref('EventBus') },
  userPoolId: { Description: 'Users and groups', Value: ref('UserPool') },
  userPoolClientId: { Description: 'The client that signs in', Value: ref('UserPoolClient') },
  systemUserSecret: { Description: 'Credentials of the system user', Value: ref('SystemUserSecret') },
  propertyVault: { Description: 'Properties that automations fetch', Value: ref('PropertyVault') },
  applicationBucket: { Description: "The application's own bucket", Value: ref('ApplicationBucket') },
}
