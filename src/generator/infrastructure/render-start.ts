import { logicalPart } from '../names.ts'
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

function rules(logicalId: string, events: readonly BusEvent[]): TemplateResources {
  return rulesOf(events).flatMap(({ suffix, source, types }) =>
    rule(logicalId, `${logicalId}On${suffix}`, {
      EventBusName: ref('EventBus'),
      EventPattern: { source: [source], 'detail-type': types },
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

/** One rule for each source, or more if the names do not fit into one pattern. */
function rulesOf(events: readonly BusEvent[]): readonly { suffix: string; source: string; types: readonly string[] }[] {
  const sources = [...new Set(events.map(({ source }) => source))]
  return sources.flatMap((source) => {
    const types = events.filter((event) => event.source === source).map(({ type }) => type)
    const name = logicalPart(source.replace(/^domain\./, ''))
    return divided(types, patternCharacters - JSON.stringify({ source: [source], 'detail-type': [] }).length).map(
      (part, index) => ({ suffix: name + (index === 0 ? '' : index + 1), source, types: part }),
    )
  })
}

/** Splits a list into parts, in order, each of which has at most this many characters as JSON. */
function divided(types: readonly string[], characters: number): readonly (readonly string[])[] {
  const parts: string[][] = [[]]
  let left = characters
  for (const type of types) {
    const length = JSON.stringify(type).length + 1
    if (length > left) {
      parts.push([])
      left = characters
    }
    parts.at(-1)!.push(type)
    left -= length
  }
  return parts
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
