import { backedUp } from '../model/backed-up.ts'
import type { Aggregate } from '../model/types/aggregate.ts'
import type { Model } from '../model/types/model.ts'
import { behaviorAsksViews, rightsOnViews } from './asks-views.ts'
import type { FunctionPlan } from './function-plan.ts'
import { publishOnBus, readTable } from './permissions.ts'
import { sub, type Value } from './template.ts'

/** Where `runtime/python/draftsman/uploads.py` puts files of users. */
const uploadFolder = 'uploads'

export const uploads: FunctionPlan = {
  logicalId: 'Uploads',
  description: 'Gives signed-in users a place for a file',
  handler: 'handlers.uploads.handler',
  timeoutSeconds: 29,
  memoryMegabytes: 256,
  tables: [],
  variables: ['APPLICATION_BUCKET', 'EVENT_BUS'],
  permissions: [
    { actions: ['s3:PutObject'], resources: [sub(`\${ApplicationBucket.Arn}/${uploadFolder}/*`)] },
    publishOnBus,
  ],
  starts: { kind: 'api' },
}

export const uploadedFiles: FunctionPlan = {
  logicalId: 'UploadedFiles',
  description: 'Publishes what users have uploaded',
  handler: 'handlers.uploaded_files.handler',
  timeoutSeconds: 30,
  memoryMegabytes: 256,
  tables: [],
  variables: ['EVENT_BUS'],
  permissions: [publishOnBus],
  starts: { kind: 'files', folder: uploadFolder },
}

/** Where `runtime/python/draftsman/backups.py` puts copies of documents. */
const backupFolder = 'backup'

/**
 * One function for all aggregates with backups. If its time does not suffice, an event starts another call for the
 * rest.
 */
export function backups(aggregates: readonly Aggregate[], model: Model): FunctionPlan {
  const days = [...new Set(aggregates.map(({ backupIntervalDays }) => backupIntervalDays))].sort((a, b) => a - b)
  const asked = rightsOnViews(aggregates.some((aggregate) => behaviorAsksViews(aggregate, model)))
  return {
    logicalId: 'Backups',
    description: 'Copies documents to the bucket of the application',
    handler: 'handlers.backups.handler',
    timeoutSeconds: 900,
    memoryMegabytes: 512,
    tables: ['EventStore', 'Keychain', ...asked.tables],
    variables: ['APPLICATION_BUCKET', 'EVENT_BUS'],
    permissions: [
      readTable('EventStore'),
      readTable('Keychain'),
      { actions: ['s3:PutObject'], resources: [sub(`\${ApplicationBucket.Arn}/${backupFolder}/*`)] },
      publishOnBus,
      ...asked.permissions,
    ],
    starts: {
      kind: 'events',
      events: [{ source: 'backup', type: 'Backup' }],
      schedules: days.map((each) => `rate(${each} day${each === 1 ? '' : 's'})`),
    },
  }
}

/** How long copies are kept, as rules of the bucket's life cycle. */
export function backupRules(model: Model): readonly Value[] {
  return backedUp(model)
    .filter(({ backupTtlDays }) => backupTtlDays > 0)
    .map(({ subDomain, name, backupTtlDays }) => ({
      Id: `backup-${subDomain}-${name}`,
      Status: 'Enabled',
      Prefix: `${backupFolder}/${subDomain}/${name}/`,
      ExpirationInDays: backupTtlDays,
      NoncurrentVersionExpiration: { NoncurrentDays: 1 },
    }))
}
