import type { FunctionPlan } from './function-plan.ts'
import type { BusEvent } from './function-starts.ts'
import { undeliveredMapping } from './render-undelivered.ts'
import { attribute, ref, type TemplateResources, type Value } from './template.ts'

/**
 * Resources that call a function: rules of the bus, schedules, or the outbox stream. AppSync and the custom resource
 * call directly.
 */
export function renderStart(plan: FunctionPlan): TemplateResources {
  const { starts, logicalId } = plan
  switch (starts.kind) {
    case 'api':
      return []
    case 'outbox':
      return [outboxMapping(logicalId, starts.item)]
    case 'undelivered':
      return [undeliveredMapping(logicalId)]
    case 'deployment':
      return [invocation(logicalId)]
    case 'files':
      return [...rule(logicalId, `${logicalId}OnFile`, filesBelow(logicalId, starts.folder)), invocation(logicalId)]
    case 'events':
      return [...rules(logicalId, starts.events), ...schedules(logicalId, starts.schedules), invocation(logicalId)]
  }
}

/**
 * A function that times out or is ended is called again with the same event, which it recognises by its id. Events that
 * fail each time are kept in a queue.
 */
function invocation(logicalId: string): TemplateResources[number] {
  return [
    `${logicalId}Invocation`,
    {
      Type: 'AWS::Lambda::EventInvokeConfig',
      Properties: {
        FunctionName: ref(logicalId),
        Qualifier: '$LATEST',
        MaximumRetryAttempts: 2,
        MaximumEventAgeInSeconds: eventAgeSeconds,
        DestinationConfig: { OnFailure: { Destination: attribute('Undelivered', 'Arn') } },
      },
    },
  ]
}

/**
 * How long Lambda keeps an event at most for a busy function (Lambda API reference, `PutFunctionEventInvokeConfig`).
 */
const eventAgeSeconds = 6 * 3600

/** One rule for all events of a function; more where they do not fit one pattern. */
function rules(logicalId: string, events: readonly BusEvent[]): TemplateResources {
  return patternsOf(events).flatMap((pattern, index) =>
    rule(logicalId, `${logicalId}OnEvents${index === 0 ? '' : index + 1}`, {
      EventBusName: ref('EventBus'),
      EventPattern: { ...pattern },
      Targets: [{ Id: 'Function', Arn: attribute(logicalId, 'Arn'), DeadLetterConfig: undelivered }],
    }),
  )
}

/** The dead-letter queue for events that the bus could not deliver within a day. */
const undelivered = { Arn: attribute('Undelivered', 'Arn') }

/** Schedules work only on the account's default bus (EventBridge user guide, "Scheduled rules"). */
function schedules(logicalId: string, expressions: readonly string[]): TemplateResources {
  return expressions.flatMap((expression, index) =>
    rule(logicalId, `${logicalId}Schedule${index === 0 ? '' : index + 1}`, {
      ScheduleExpression: expression,
      Targets: [
        {
          Id: 'Function',
          Arn: attribute(logicalId, 'Arn'),
          DeadLetterConfig: undelivered,
          InputTransformer: scheduleInput(expression),
        },
      ],
    }),
  )
}

/** S3 sends events to the account's default bus (S3 user guide, "Using EventBridge"). */
function filesBelow(logicalId: string, folder: string): { readonly [name: string]: Value } {
  return {
    EventPattern: {
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: { bucket: { name: [ref('ApplicationBucket')] }, object: { key: [{ prefix: `${folder}/` }] } },
    },
    Targets: [{ Id: 'Function', Arn: attribute(logicalId, 'Arn'), DeadLetterConfig: undelivered }],
  }
}

function rule(target: string, logicalId: string, properties: { readonly [name: string]: Value }): TemplateResources {
  return [
    [logicalId, { Type: 'AWS::Events::Rule', Properties: properties }],
    [
      `${logicalId}Permission`,
      {
        Type: 'AWS::Lambda::Permission',
        Properties: {
          Action: 'lambda:InvokeFunction',
          FunctionName: ref(target),
          Principal: 'events.amazonaws.com',
          SourceArn: attribute(logicalId, 'Arn'),
        },
      },
    ],
  ]
}

/** Maximum number of characters in an event pattern (EventBridge quotas). */
const patternCharacters = 2048

/** What a rule lets through: an event with one of the sources and one of the types. */
interface EventPattern {
  readonly source: readonly string[]
  readonly 'detail-type': readonly string[]
}

/**
 * Patterns that together match exactly these events. No two events of a model have one name (rule V-05), so a type
 * comes from one source only, and sources and types can stand beside each other.
 */
function patternsOf(events: readonly BusEvent[]): readonly EventPattern[] {
  const patterns: EventPattern[] = []
  for (const { source, type } of events) {
    const last = patterns.at(-1)
    const wider = {
      source: withItem(last?.source ?? [], source),
      'detail-type': [...(last?.['detail-type'] ?? []), type],
    }
    if (last !== undefined && JSON.stringify(wider).length <= patternCharacters) patterns[patterns.length - 1] = wider
    else patterns.push({ source: [source], 'detail-type': [type] })
  }
  return patterns
}

function withItem(items: readonly string[], item: string): readonly string[] {
  return items.includes(item) ? items : [...items, item]
}

/** The schedule's event, with the expression as its type, because a notifier may have several schedules. */
function scheduleInput(expression: string): Value {
  const members = ['id', 'source', 'account', 'time', 'region', 'resources']
  return {
    InputPathsMap: Object.fromEntries(members.map((member) => [member, `$.${member}`])),
    InputTemplate: `{${[`"detail-type":${JSON.stringify(`@${expression}`)}`, ...members.map((member) => `"${member}":<${member}>`), '"detail":{}'].join(',')}}`,
  }
}

/** Items of one instance stay in order. A failing batch is halved until only the failing item is left. */
function outboxMapping(logicalId: string, item: 'event' | 'snapshot'): TemplateResources[number] {
  return [
    `${logicalId}Stream`,
    {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        FunctionName: ref(logicalId),
        EventSourceArn: attribute('Outbox', 'StreamArn'),
        StartingPosition: 'TRIM_HORIZON',
        BatchSize: 100,
        FilterCriteria: {
          Filters: [{ Pattern: JSON.stringify({ dynamodb: { NewImage: { kind: { S: [item] } } } }) }],
        },
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        BisectBatchOnFunctionError: true,
        MaximumRetryAttempts: 10,
        DestinationConfig: { OnFailure: { Destination: attribute('Undelivered', 'Arn') } },
      },
    },
  ]
}
