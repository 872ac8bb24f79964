import { backedUp } from '../model/backed-up.ts'
import type { Aggregate } from '../model/types/aggregate.ts'
import type { Model } from '../model/types/model.ts'
import type { Activity, Notifier } from '../model/types/notifier.ts'
import type { Projection } from '../model/types/view.ts'
import { takesUploads } from '../model/uploads.ts'
import { handlerModule } from '../python/code/handler-module.ts'
import { activityNeeds } from './activity-needs.ts'
import { behaviorAsksViews, notifierAsksViews, rightsOnViews } from './asks-views.ts'
import type { FunctionPlan, Variable } from './function-plan.ts'
import { startsOf } from './function-starts.ts'
import { callMutation, onTable, publishOnBus, readAndWriteTable, readOutboxStream, readTable } from './permissions.ts'
import { backups, uploadedFiles, uploads } from './plan-file-functions.ts'
import { undeliveredSeconds } from './render-undelivered.ts'

/** Every function of the application, in a stable order. */
export function planFunctions(model: Model): readonly FunctionPlan[] {
  return [
    ...model.aggregates
      .filter((aggregate) => aggregate.flows.length > 0)
      .map((aggregate) => behavior(aggregate, model)),
    fanOut,
    viewUpdater,
    ...model.notifiers.map((each) => notifier(each, model)),
    ...model.projections.map(projection),
    ...(takesUploads(model) ? [uploads, uploadedFiles] : []),
    ...(backedUp(model).length > 0 ? [backups(backedUp(model), model)] : []),
    trackAndTrace,
    afterDeployment,
    keepUndelivered,
  ]
}

function behavior(aggregate: Aggregate, model: Model): FunctionPlan {
  const { subDomain, name, flows } = aggregate
  const asked = rightsOnViews(behaviorAsksViews(aggregate, model))
  return {
    logicalId: `${subDomain}${name}Behavior`,
    description: `Behaviour of ${subDomain}.${name}`,
    handler: `handlers.${handlerModule('behavior', subDomain, name)}.handler`,
    timeoutSeconds: 60,
    memoryMegabytes: 512,
    tables: ['EventStore', 'Keychain', 'Idempotency', 'Outbox', 'DeadLetters', ...asked.tables],
    variables: ['EVENT_BUS'],
    permissions: [
      readAndWriteTable('EventStore'),
      readAndWriteTable('Keychain'),
      readAndWriteTable('Idempotency'),
      onTable('Outbox', ['PutItem']),
      onTable('DeadLetters', ['DeleteItem', 'PutItem']),
      publishOnBus,
      ...asked.permissions,
    ],
    starts: startsOf(flows.flatMap((flow) => flow.triggers.map(({ source }) => source))),
    oneOfMany: true,
  }
}

/** Dead letters of the outbox are read by the function that failed, in order. */
const replayDeadLetters = onTable('DeadLetters', ['DeleteItem', 'GetItem', 'PutItem', 'Query'])

const fanOut: FunctionPlan = {
  logicalId: 'FanOut',
  description: 'Publishes domain events from the outbox',
  handler: 'handlers.fan_out.handler',
  timeoutSeconds: 60,
  memoryMegabytes: 256,
  tables: ['DeadLetters'],
  variables: ['EVENT_BUS'],
  permissions: [publishOnBus, replayDeadLetters],
  starts: { kind: 'outbox', item: 'event' },
}

const viewUpdater: FunctionPlan = {
  logicalId: 'ViewUpdater',
  description: 'Fills the view store from snapshots',
  handler: 'handlers.view_updater.handler',
  timeoutSeconds: 60,
  memoryMegabytes: 512,
  tables: ['ViewStore', 'EventStore', 'Keychain', 'DeadLetters'],
  variables: ['API_ENDPOINT'],
  permissions: [
    readAndWriteTable('ViewStore'),
    onTable('EventStore', ['DeleteItem', 'Query', 'UpdateItem']),
    onTable('Keychain', ['DeleteItem']),
    replayDeadLetters,
    callMutation('publishNotification'),
  ],
  starts: { kind: 'outbox', item: 'snapshot' },
}

function notifier(definition: Notifier, model: Model): FunctionPlan {
  const { name, triggers, activities } = definition
  const needs = flattened(activities).map(activityNeeds)
  const asked = rightsOnViews(notifierAsksViews(definition, model))
  return {
    logicalId: `${name}Notifier`,
    description: `Automation ${name}`,
    handler: `handlers.${handlerModule('notifier', name)}.handler`,
    timeoutSeconds: 300,
    memoryMegabytes: 512,
    tables: ['Idempotency', 'DeadLetters', ...asked.tables],
    variables: [...new Set<Variable>(['EVENT_BUS', ...needs.flatMap(({ variables }) => variables)])].sort(),
    permissions: [
      readAndWriteTable('Idempotency'),
      onTable('DeadLetters', ['DeleteItem', 'PutItem']),
      publishOnBus,
      ...needs.flatMap(({ permissions }) => permissions),
      ...asked.permissions,
    ],
    starts: startsOf(triggers.map(({ source }) => source)),
    oneOfMany: true,
  }
}

function projection({ name }: Projection): FunctionPlan {
  return {
    logicalId: `${name}Projection`,
    description: `Projection ${name}`,
    handler: `handlers.${handlerModule('projection', name)}.handler`,
    timeoutSeconds: 29,
    memoryMegabytes: 512,
    tables: ['ViewStore'],
    variables: [],
    permissions: [readTable('ViewStore')],
    starts: { kind: 'api' },
  }
}

const trackAndTrace: FunctionPlan = {
  logicalId: 'TrackAndTrace',
  description: 'Keeps and publishes the states of processing',
  handler: 'handlers.track_and_trace.handler',
  timeoutSeconds: 30,
  memoryMegabytes: 256,
  tables: ['Traces', 'DeadLetters'],
  variables: ['API_ENDPOINT'],
  permissions: [onTable('Traces', ['PutItem']), onTable('DeadLetters', ['DeleteItem']), callMutation('publishTrace')],
  starts: { kind: 'events', events: [{ source: 'trace', type: 'Trace' }], schedules: [] },
}

const afterDeployment: FunctionPlan = {
  logicalId: 'AfterDeployment',
  description: 'Tells the application that it was deployed',
  handler: 'handlers.after_deployment.handler',
  timeoutSeconds: 60,
  memoryMegabytes: 256,
  tables: [],
  variables: ['EVENT_BUS'],
  permissions: [publishOnBus],
  starts: { kind: 'deployment' },
}

const keepUndelivered: FunctionPlan = {
  logicalId: 'KeepUndelivered',
  description: 'Keeps what a function could not end itself, and tells that it failed',
  handler: 'handlers.undelivered.handler',
  timeoutSeconds: undeliveredSeconds,
  memoryMegabytes: 256,
  tables: ['Idempotency', 'Traces', 'DeadLetters'],
  variables: ['EVENT_BUS'],
  permissions: [
    onTable('Idempotency', ['GetItem']),
    onTable('Traces', ['Query']),
    onTable('DeadLetters', ['PutItem']),
    readOutboxStream,
    publishOnBus,
  ],
  starts: { kind: 'undelivered' },
}

function flattened(activities: readonly Activity[]): readonly Activity[] {
  return activities.flatMap((activity) => [activity, ...flattened(activity.activities)])
}
