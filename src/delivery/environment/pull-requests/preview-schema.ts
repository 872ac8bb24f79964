import { z } from 'zod'
import { environmentSchema } from '../environment-schema.ts'

/** Stands for the number of the pull request in the name of its stack. */
const slot = '{number}'

/** The keys of `previews` in `liftlock.yml`: a stack of its own for each pull request that asks for one. */
export const previewSchema = environmentSchema
  .pick({
    account: true,
    region: true,
    bucket: true,
    role: true,
    capabilities: true,
    'role-arn': true,
    parameters: true,
    tags: true,
  })
  .extend({
    stack: z
      .string()
      .regex(
        /^(?=[^{}]*\{number\}[^{}]*$)[A-Za-z][A-Za-z0-9-]{0,80}\{number\}[A-Za-z0-9-]{0,20}$/,
        `expected a name of letters, digits and hyphens with ${slot} in it, such as shop-pr-${slot}`,
      )
      .optional()
      .describe(`Name of the stack of a pull request; ${slot} is its number. Default: <application>-pr-${slot}.`),
    days: z
      .int()
      .min(1)
      .max(30)
      .default(3)
      .describe('After how many days without a deployment cleanup removes the stack of a pull request.'),
    most: z.int().min(1).max(50).default(5).describe('How many of these stacks there may be at a time.'),
  })
  .describe('Stacks of pull requests: deployed while a pull request is open, and removed afterwards.')

export type PreviewSetting = z.output<typeof previewSchema>

/** The tag of a stack of a pull request; its value names the application and the pull request. */
export const previewTag = 'liftlock:pull-request'

/** The number in the name of an environment that is a pull request; undefined for any other name. */
export function pullRequestOf(environment: string): number | undefined {
  const [, digits] = /^pull-request-([1-9]\d{0,9})$/.exec(environment) ?? []
  return digits === undefined ? undefined : Number(digits)
}

/** The name of the environment of a pull request. It has no other part, so the name of a branch cannot get into it. */
export function pullRequestEnvironment(number: number): string {
  return `pull-request-${number}`
}

/** The name of the stack of a pull request. */
export function pullRequestStack(
  application: string,
  { stack }: Pick<PreviewSetting, 'stack'>,
  number: number,
): string {
  return (stack ?? `${application}-pr-${slot}`).replace(slot, String(number))
}

/**
 * The number of the pull request that a stack belongs to: its tag says so, and its name is the one that this number
 * gives. Undefined for every other stack.
 */
export function pullRequestOfStack(
  { name, tags }: { readonly name: string; readonly tags: Readonly<Record<string, string>> },
  application: string,
  setting: Pick<PreviewSetting, 'stack'>,
): number | undefined {
  const [, owner, digits] = /^(.*)\/([1-9]\d{0,9})$/.exec(tags[previewTag] ?? '') ?? []
  const number = Number(digits)
  return owner === application && name === pullRequestStack(application, setting, number) ? number : undefined
}

/** The value of the tag of the stack of a pull request. */
export function previewTagValue(application: string, number: number): string {
  return `${application}/${number}`
}
