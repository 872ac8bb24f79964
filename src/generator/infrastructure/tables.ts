import type { Table } from './permissions.ts'
import type { TemplateResource, TemplateResources, Value } from './template.ts'

/** All tables of an application (docs/decisions/0001): on demand, encrypted, restorable to any second. */
export function renderTables(): TemplateResources {
  return tables.map(({ name, kept, stream }) => [
    name,
    {
      Type: 'AWS::DynamoDB::Table',
      ...(kept ? retained : {}),
      Properties: {
        AttributeDefinitions: keys.map(([key]) => ({ AttributeName: key, AttributeType: 'S' })),
        KeySchema: keys.map(([key, role]) => ({ AttributeName: key, KeyType: role })),
        BillingMode: 'PAY_PER_REQUEST',
        SSESpecification: { SSEEnabled: true },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
        ...(stream ? { StreamSpecification: { StreamViewType: 'NEW_IMAGE' } } : {}),
      } satisfies Record<string, Value>,
    },
  ])
}

/** Resources with data that cannot be recreated are kept when the stack is deleted. */
export const retained = {
  DeletionPolicy: 'Retain',
  UpdateReplacePolicy: 'Retain',
} as const satisfies Partial<TemplateResource>

/** The environment variable with the name of a table. */
export const tableVariables: Readonly<Record<Table, string>> = {
  EventStore: 'EVENT_STORE_TABLE',
  Keychain: 'KEYCHAIN_TABLE',
  Idempotency: 'IDEMPOTENCY_TABLE',
  Outbox: 'OUTBOX_TABLE',
  ViewStore: 'VIEW_STORE_TABLE',
  Traces: 'TRACE_TABLE',
  DeadLetters: 'DEAD_LETTER_TABLE',
}

const keys = [
  ['pk', 'HASH'],
  ['sk', 'RANGE'],
] as const

const tables: readonly { name: Table; kept: boolean; stream: boolean }[] = [
  { name: 'EventStore', kept: true, stream: false },
  { name: 'Keychain', kept: true, stream: false },
  { name: 'Idempotency', kept: false, stream: false },
  { name: 'Outbox', kept: false, stream: true },
  { name: 'ViewStore', kept: true, stream: false },
  { name: 'Traces', kept: false, stream: false },
  { name: 'DeadLetters', kept: false, stream: false },
]
