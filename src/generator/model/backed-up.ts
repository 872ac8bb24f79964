import type { Aggregate } from './types/aggregate.ts'
import type { Model } from './types/model.ts'

/** The aggregates whose documents are copied every so many days (model format 8.1). */
export function backedUp({ aggregates }: Pick<Model, 'aggregates'>): readonly Aggregate[] {
  return aggregates.filter(({ backupIntervalDays }) => backupIntervalDays > 0)
}
