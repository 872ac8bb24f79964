import { attribute, ref, sub, type TemplateResources, type Value } from './template.ts'

/** Time limit of the function behind the queue, in seconds. */
export const undeliveredSeconds = 30

/**
 * A queue for what functions and the bus gave up: calls that failed each time, batches of a stream, and undelivered
 * events. A function turns them into dead letters.
 */
export function renderUndelivered(): TemplateResources {
  return [
    [
      'Undelivered',
      {
        Type: 'AWS::SQS::Queue',
        Properties: {
          SqsManagedSseEnabled: true,
          MessageRetentionPeriod: 14 * 24 * 3600,
          // Six times the time limit of the function (Lambda developer guide, "Using Lambda with Amazon SQS").
          VisibilityTimeout: 6 * undeliveredSeconds,
        },
      },
    ],
    [
      'UndeliveredPolicy',
      {
        Type: 'AWS::SQS::QueuePolicy',
        Properties: {
          Queues: [ref('Undelivered')],
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Sid: 'EventsThatTheBusCouldNotDeliver',
                Effect: 'Allow',
                Principal: { Service: 'events.amazonaws.com' },
                Action: 'sqs:SendMessage',
                Resource: attribute('Undelivered', 'Arn'),
                Condition: {
                  ArnLike: {
                    'aws:SourceArn': sub('arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule/*'),
                  },
                },
              },
            ],
          },
        },
      },
    ],
  ]
}

/** The function reads messages from the queue; messages that it could not store stay there. */
export function undeliveredMapping(logicalId: string): TemplateResources[number] {
  return [
    `${logicalId}Messages`,
    {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        FunctionName: ref(logicalId),
        EventSourceArn: attribute('Undelivered', 'Arn'),
        BatchSize: 10,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      },
    },
  ]
}

/** The topic that alarms notify; none by default. */
export const alarmParameters = {
  AlarmTopic: {
    Type: 'String',
    Default: 'none',
    AllowedPattern: '^(none|arn:.+)$',
    Description: 'ARN of the SNS topic that alarms tell',
  },
}

export const alarmConditions = { HasAlarmTopic: { 'Fn::Not': [{ 'Fn::Equals': [ref('AlarmTopic'), 'none'] }] } }

/**
 * An alarm for dead letters, measured by successful writes to their table, and an alarm for messages that stay in the
 * queue although a function should have stored them.
 */
export function renderAlarms(): TemplateResources {
  return [
    [
      'DeadLettersAlarm',
      alarm('An event could not be processed: liftlock dead-letters list', {
        Namespace: 'AWS/DynamoDB',
        MetricName: 'SuccessfulRequestLatency',
        Statistic: 'SampleCount',
        Dimensions: [
          { Name: 'TableName', Value: ref('DeadLetters') },
          { Name: 'Operation', Value: 'PutItem' },
        ],
        EvaluationPeriods: 1,
      }),
    ],
    [
      'UndeliveredAlarm',
      alarm('An event waits in the queue of undelivered events: liftlock dead-letters list', {
        Namespace: 'AWS/SQS',
        MetricName: 'ApproximateNumberOfMessagesVisible',
        Statistic: 'Maximum',
        Dimensions: [{ Name: 'QueueName', Value: attribute('Undelivered', 'QueueName') }],
        EvaluationPeriods: 5,
      }),
    ],
  ]
}

function alarm(AlarmDescription: string, metric: { readonly [name: string]: Value }): TemplateResources[number][1] {
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmDescription,
      ...metric,
      Period: 60,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [{ 'Fn::If': ['HasAlarmTopic', ref('AlarmTopic'), ref('AWS::NoValue')] }],
    },
  }
}
