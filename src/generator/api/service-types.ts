import type { FieldDefinition, TypeDefinition } from './schema-definition.ts'

/** Types that every API has: traces and notifications (model format 16.3, 18; decisions D-61, D-68, D-69). */

const origin = 'the service type of every API'
const clients = ['@aws_api_key', '@aws_cognito_user_pools']
const texts = (names: readonly string[]) => names.map((name) => ({ name, type: 'String' }))

const traceFields = ['correlationId', 'command', 'component', 'event', 'status', 'message', 'previous', 'timestamp']
const notificationFields = ['identifier', 'type', 'message']

/** The two mutations that only the application's own functions may call, and that publish to subscriptions. */
export const publishMutations: readonly FieldDefinition[] = [
  { name: 'publishTrace', type: 'Trace', arguments: texts(traceFields), directives: ['@aws_iam'], origin },
  {
    name: 'publishNotification',
    type: 'Notification',
    arguments: texts(notificationFields),
    directives: ['@aws_iam'],
    origin,
  },
]

export const serviceTypes: readonly TypeDefinition[] = [
  {
    kind: 'type',
    name: 'Trace',
    directives: [...clients, '@aws_iam'],
    origin,
    fields: texts(traceFields).map((field) => ({ ...field, origin })),
  },
  {
    kind: 'type',
    name: 'Trace_ResultSet',
    directives: clients,
    origin,
    fields: [{ name: 'resultset', type: '[Trace]', origin }],
  },
  {
    kind: 'type',
    name: 'Notification',
    directives: [...clients, '@aws_iam'],
    origin,
    fields: texts(notificationFields).map((field) => ({ ...field, origin })),
  },
  {
    kind: 'type',
    name: 'Subscription',
    origin,
    fields: [
      {
        name: 'onTrace',
        type: 'Trace',
        arguments: texts(['correlationId']),
        directives: ['@aws_subscribe(mutations: ["publishTrace"])', ...clients],
        origin,
      },
      {
        name: 'onNotification',
        type: 'Notification',
        arguments: texts(['identifier', 'type']),
        directives: ['@aws_subscribe(mutations: ["publishNotification"])', ...clients],
        origin,
      },
    ],
  },
]
