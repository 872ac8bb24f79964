import { isRecord } from '../../core/documents/is-record.ts'
import type { ModelSummary } from '../../core/model-summary/model-summary.ts'

/** The tables in templates that were just rendered, with their keys and indexes. */
export function tablesOf(templates: Iterable<string>): ModelSummary['tables'] {
  const tables: ModelSummary['tables'] = {}
  for (const text of templates) {
    const { Resources } = JSON.parse(text) as { readonly Resources: Readonly<Record<string, unknown>> }
    for (const [id, resource] of Object.entries(Resources)) {
      if (!isRecord(resource) || resource.Type !== 'AWS::DynamoDB::Table' || !isRecord(resource.Properties)) continue
      const { KeySchema, GlobalSecondaryIndexes, LocalSecondaryIndexes } = resource.Properties
      const indexes = [GlobalSecondaryIndexes ?? [], LocalSecondaryIndexes ?? []].flat() as unknown as readonly Index[]
      tables[id] = {
        key: keyText(KeySchema),
        indexes: Object.fromEntries(indexes.map((index) => [index.IndexName, keyText(index.KeySchema)]).sort()),
      }
    }
  }
  return tables
}

interface Index {
  readonly IndexName: string
  readonly KeySchema: unknown
}

/** `pk, sk`: the partition key, then the sort key. */
function keyText(schema: unknown): string {
  return (Array.isArray(schema) ? schema : []).map(({ AttributeName }) => String(AttributeName)).join(', ')
}
