import { join } from 'node:path'
import { z } from 'zod'
import { own } from '../core/own.ts'
import type { AwsTarget } from '../core/ports/aws.ts'
import type { Files } from '../core/ports/files.ts'
import { StageError } from '../core/stage-error.ts'

const text = (what: string) => z.string().min(1).describe(what)

const environmentSchema = z
  .strictObject({
    account: z
      .string()
      .regex(/^\d{12}$/, 'expected the twelve digits of an AWS account, in quotes')
      .optional()
      .describe('AWS account, twelve digits in quotes; other credentials are refused.'),
    region: text('AWS region, such as eu-west-1.').optional(),
    bucket: text('Artifact bucket of the environment, in its own account and region.').optional(),
    stack: text('Name of the CloudFormation stack.').optional(),
    role: text('ARN of the role that deploys here.').optional(),
    parameters: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String))
      .default({})
      .describe('Parameters of the stack.'),
    tags: z.record(z.string(), z.string()).default({}).describe('Tags of the stack.'),
    requires: z
      .array(z.string().regex(/^[a-z][a-z0-9-]*@[A-Za-z0-9][A-Za-z0-9-]*$/, 'expected <stage>@<environment>'))
      .default([])
      .describe('Evidence that a release needs before it may enter, as <stage>@<environment>.'),
    protect: z
      .array(z.string())
      .default([])
      .describe('Resource types that no deployment may replace or delete; * stands for any text.'),
    clean: z
      .boolean()
      .optional()
      .describe(
        'Whether the quality gate may empty the databases; by default only where nothing is required or protected.',
      ),
  })
  .describe('One place where a release runs.')

/** The shape of `liftlock.yml`; the JSON Schema in the docs comes from it. */
export const configurationSchema = z
  .strictObject({
    application: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,62}$/, 'expected lower-case letters, digits and hyphens')
      .optional()
      .describe('Name of the application; it is part of keys and of default names.'),
    environments: z.record(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,62}$/), environmentSchema).default({}),
  })
  .describe('Configuration of an application and of its environments.')

export type Configuration = z.output<typeof configurationSchema>

/** One environment with everything that a deployment has to know. */
export interface Environment extends AwsTarget {
  readonly name: string
  readonly application: string
  readonly bucket: string
  readonly stack: string
  readonly parameters: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
  /** Evidence that a release needs before it may enter. */
  readonly requires: readonly { readonly stage: string; readonly environment: string }[]
  readonly protect: readonly string[]
  /** Whether the quality gate may empty the databases. */
  readonly mayClean: boolean
}

/** Where `liftlock.yml` is looked for below a folder. */
export const configurationFile = 'liftlock.yml'

/**
 * Reads `liftlock.yml` of a folder; a folder without one gives the empty configuration.
 * @throws StageError `configuration-invalid` that names the key at fault, `file-missing` when there is no such folder
 */
export async function readConfiguration(files: Files, folder: string): Promise<Configuration> {
  const path = join(folder, configurationFile)
  const source = await files.findText(path)
  if (source !== undefined) return parseConfiguration(source, path)
  if ((await files.kind(folder)) !== 'folder')
    throw new StageError('file-missing', `there is no folder ${folder} that could have a ${configurationFile}`, {
      hint: `give the folder of ${configurationFile}`,
    })
  return configurationSchema.parse({})
}

/** @param path for messages. @throws StageError `configuration-invalid` */
export async function parseConfiguration(source: string, path: string): Promise<Configuration> {
  // Loaded when there is something to parse: a stage that only finds an input missing need not wait for it.
  const { parse } = await import('yaml')
  let value: unknown
  try {
    value = parse(source, { maxAliasCount: 0, prettyErrors: true, stringKeys: true }) ?? {}
  } catch (error) {
    throw new StageError('configuration-invalid', `${path}: ${(error as Error).message}`, { cause: error })
  }
  const result = configurationSchema.safeParse(value)
  if (result.success) return result.data
  const issue = result.error.issues[0]!
  const where = issue.path.length === 0 ? '' : `${issue.path.join('.')}: `
  throw new StageError('configuration-invalid', `${path}: ${where}${issue.message}`, {
    hint: 'docs/configuration.md lists the keys',
  })
}

/**
 * One environment of a configuration, with its defaults: stack and bucket carry the names of application and environment.
 * @param application takes the place of the configuration's own
 * @throws StageError `environment-unknown` with the names that there are, `input-missing` without an application
 */
export function environmentOf(configuration: Configuration, name: string, application?: string): Environment {
  const found = own(configuration.environments, name)
  if (found === undefined) {
    const known = Object.keys(configuration.environments)
    throw known.length > 0
      ? new StageError('environment-unknown', `there is no environment ${name} in ${configurationFile}`, {
          hint: `there are ${known.join(', ')}`,
        })
      : new StageError('environment-unknown', `no ${configurationFile} here names an environment, so not ${name}`, {
          hint: `write it into ${configurationFile}, or give the folder that has one as the input configuration`,
        })
  }
  const app = application ?? configuration.application
  if (app === undefined)
    throw new StageError('input-missing', 'the name of the application is not known', {
      hint: `write "application: <name>" into ${configurationFile}`,
    })
  const required = found.requires.map((text) => {
    const [stage, environment] = text.split('@') as [string, string]
    return { stage, environment }
  })
  return {
    name,
    application: app,
    region: found.region,
    account: found.account,
    role: found.role,
    bucket: found.bucket ?? `${app}-artifacts-${name}`,
    stack: found.stack ?? `${app}-${name}`,
    parameters: found.parameters,
    tags: found.tags,
    requires: required,
    protect: found.protect,
    mayClean: found.clean ?? (required.length === 0 && found.protect.length === 0),
  }
}
