import { z } from 'zod'

const text = (what: string) => z.string().min(1).describe(what)

/** The longest name of a role that is made from the name of a pipeline leaves so much for it. */
const pipelineName = /^[a-z][a-z0-9-]{0,39}$/

const principal = /^arn:aws[a-z-]*:iam::\d{12}:(?:root|(?:role|user)\/[\w+=.@/-]+)$/

/** Exact subjects only: a pattern would let every branch, or every repository, start a delivery. */
const subject = /^repo:[\w.@-]+\/[\w.@-]+:(?:ref:refs\/(?:heads|tags)\/[\w./-]+|environment:[\w .-]+)$/

/** An environment of GitHub, whose reviewers decide; a branch or a tag would approve by itself. */
const protectedSubject = /^repo:[\w.@-]+\/[\w.@-]+:environment:[\w .-]+$/

/** It stands in rights, where a star widens them, and in a configuration, where variables are filled in. */
const alarmName = z
  .string()
  .regex(
    /^(?!.*[$#]\{)[\x20-\x29\x2b-\x3e\x40-\x7e]{1,255}$/,
    'expected the name of an alarm, of at most 255 characters, without * and ?, and without a variable',
  )

const objectKey = (what: string) =>
  z
    .string()
    .regex(/^[A-Za-z0-9][\w./-]{0,499}$/, 'expected a key of up to 500 letters, digits, and any of . _ - /')
    .describe(what)

/** Intl knows the names of the time zone database (IANA), as the service does. */
function isTimeZone(name: string): boolean {
  try {
    return /^[A-Za-z]/.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined
  } catch {
    return false
  }
}

/** The keys of `pipeline` in `liftlock.yml`: the pipeline of CodePipeline that `pipeline render` writes. */
export const pipelineSchema = z
  .strictObject({
    name: z
      .string()
      .regex(pipelineName, 'expected up to 40 lower-case letters, digits and hyphens, a letter first')
      .optional()
      .describe('Name of the pipeline, and the beginning of the names of its roles. Default: the application.'),
    account: z
      .string({ error: 'expected the twelve digits of an AWS account' })
      .regex(/^\d{12}$/, 'expected the twelve digits of an AWS account')
      .describe('AWS account of the pipeline, twelve digits.'),
    region: z
      .string()
      .regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/, 'expected a region such as eu-west-1')
      .describe('AWS region of the pipeline, such as eu-west-1.'),
    mode: z
      .enum(['QUEUED', 'SUPERSEDED'])
      .default('QUEUED')
      .describe('Whether a newer execution waits for an older one, or takes its place between stages.'),
    staging: text('Environment that is deployed to and tested first.').default('staging'),
    production: text('Environment that is promoted to after the approval.').default('production'),
    source: z
      .strictObject({
        bucket: z
          .string()
          .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'expected the name of a bucket')
          .describe('Bucket with versions, in the account and region of the pipeline.'),
        release: objectKey(
          'Key of the bundle that package exports; bundles of releases lie below it, without .zip.',
        ).default('release.zip'),
        toolkit: objectKey(
          'Key of the archive with this toolkit and liftlock.yml; what render uploads lies below it, without .zip.',
        ).default('toolkit.zip'),
        'toolkit-version': z
          .string()
          .regex(/^[\w.-]{1,400}$/, 'expected the version id of an S3 object, of at most 400 characters')
          .optional()
          .describe('Version of that archive in S3, if you upload it yourself; every action refuses another one.'),
      })
      .describe('Where the pipeline reads the release, its configuration and this toolkit.'),
    approval: z
      .strictObject({
        approvers: z
          .array(
            z.string().refine((value) => principal.test(value) || protectedSubject.test(value), {
              error:
                'expected the ARN of a role, of a user, or of an account (:root), or an environment of GitHub such as repo:acme/shop:environment:production',
            }),
          )
          .default([])
          .describe('Who may take the role that approves: ARNs, and environments of GitHub by the subject of a token.'),
        'time-limit': z
          .int()
          .min(5)
          .max(86_400)
          .default(1440)
          .describe('Minutes until an approval that nobody answered expires.'),
        comment: z.boolean().default(false).describe('Whether an answer needs a comment.'),
      })
      .prefault({})
      .describe('The approval of the plan.'),
    window: z
      .strictObject({
        cron: z
          .string()
          .regex(
            /^[\dA-Z*?,/#-]+(?: [\dA-Z*?,/#-]+){5,6}$/,
            'expected six or seven fields, such as 0 0 9-17 ? * MON-FRI *',
          )
          .describe('When production may change, as a cron expression of six or seven fields.'),
        'time-zone': z
          .string()
          .refine(isTimeZone, 'expected the name of a time zone, such as Europe/Berlin')
          .describe('Time zone of the window, such as Europe/Berlin.')
          .default('UTC'),
      })
      .optional()
      .describe('The deployment window of production.'),
    alarms: z
      .strictObject({
        before: z.array(alarmName).max(5).default([]).describe('Alarms of CloudWatch that keep a release out.'),
        after: z.array(alarmName).max(5).default([]).describe('Alarms of CloudWatch that roll production back.'),
        wait: z.int().min(1).max(1440).default(10).describe('Minutes to watch the alarms after a deployment.'),
      })
      .prefault({})
      .describe('Alarms in the account and region of production.'),
    notifications: z
      .strictObject({
        emails: z
          .array(z.email('expected an e-mail address'))
          .default([])
          .describe('Who gets a message when an approval waits, and when an execution ends.'),
      })
      .prefault({})
      .describe('Who is told.'),
    starters: z
      .array(
        z
          .string()
          .regex(
            subject,
            'expected the whole subject of a token of GitHub, such as repo:acme/shop:ref:refs/heads/main',
          ),
      )
      .default([])
      .describe('Jobs of GitHub that may take the role that starts, by the subject of their token.'),
  })
  .describe('The pipeline of CodePipeline that delivers this application.')

/** The part `pipeline` of `liftlock.yml`. */
export type PipelineSettings = z.output<typeof pipelineSchema>
