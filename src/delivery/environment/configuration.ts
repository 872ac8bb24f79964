import { dirname, join } from 'node:path'
import { z } from 'zod'
import { configurationFile } from '../../core/file-names.ts'
import type { AwsTarget } from '../../core/ports/aws.ts'
import type { Context } from '../../core/run/context.ts'
import { own } from '../../core/run/own.ts'
import type { Report } from '../../core/run/report.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { nearest } from '../../core/text/nearest.ts'
import { type Requirement, requirementOf } from '../evidence/requirement.ts'
import type { AwaitedSignature } from '../evidence/signing/awaited-signature.ts'
import type { DeclaredSigner } from '../evidence/signing/signatures.ts'
import { environmentSchema } from './environment-schema.ts'
import { localSchema } from './local-schema.ts'
import { parseDocument } from './parse-document.ts'
import { pipelineSchema } from './pipeline-schema.ts'
import {
  type PreviewSetting,
  previewSchema,
  previewTag,
  previewTagValue,
  pullRequestOf,
  pullRequestStack,
} from './pull-requests/preview-schema.ts'
import { readSamConfiguration, withSamConfiguration } from './sam-configuration.ts'
import { signersSchema } from './signers.ts'
import { unknownReferences } from './unknown-references.ts'

/** The schema of `liftlock.yml`; the JSON Schema in the docs is made from it. */
export const configurationSchema = z
  .strictObject({
    application: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,62}$/, 'expected lower-case letters, digits and hyphens')
      .optional()
      .describe('Name of the application; it is part of keys and of default names.'),
    local: localSchema.optional(),
    signers: signersSchema,
    previews: previewSchema.optional(),
    environments: z.record(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,62}$/), environmentSchema).default({}),
    pipeline: pipelineSchema.optional(),
  })
  .describe('Configuration of an application and of its environments.')

export type Configuration = z.output<typeof configurationSchema>

/** One environment, with everything that a deployment needs. */
export interface Environment extends AwsTarget {
  readonly name: string
  readonly application: string
  readonly bucket: string
  readonly stack: string
  readonly parameters: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
  /** Evidence that a release needs before its deployment here. */
  readonly requires: readonly Requirement[]
  /** KMS key that signs evidence about this environment. */
  readonly signingKey: string | undefined
  /** Environments that require a signature on evidence about this environment. */
  readonly awaited: readonly AwaitedSignature[]
  /** All signers that the file declares. */
  readonly signers: readonly DeclaredSigner[]
  readonly protect: readonly string[]
  /** Whether the rollback of a pipeline that loses no data needs no new approval. */
  readonly unapprovedRollback: boolean
  /** Resources of the template that may write to an artifact bucket. */
  readonly writers: readonly string[]
  /** Artifact buckets of all environments; this environment's bucket comes first. */
  readonly artifactBuckets: readonly string[]
  /** Hosts that may answer the quality gate, in addition to resources of the stack. */
  readonly endpointHosts: readonly string[]
  /** User pools, app clients and event buses that the gate may use, in addition to those of the stack. */
  readonly gateResources: readonly string[]
  /** Whether the quality gate may empty the databases. */
  readonly mayClean: boolean
  /** Capabilities acknowledged for every deployment; undefined for the defaults. */
  readonly capabilities: readonly string[] | undefined
  /** Service role that CloudFormation assumes. */
  readonly roleArn: string | undefined
  /** For the environment of a pull request: its number, and what `liftlock.yml` says of such stacks. */
  readonly preview?: { readonly number: number; readonly setting: PreviewSetting }
}

/**
 * Reads `liftlock.yml`; a folder without this file gives an empty configuration. A `samconfig.toml` beside it adds
 * stacks, parameters and tags.
 * @param place the folder that contains it, or the file itself under any name
 * @throws StageError `configuration-invalid` that names the wrong key, `file-missing` when the folder or file does not
 * exist
 */
export async function readConfiguration(
  { files, report }: Pick<Context, 'files' | 'report'>,
  place: string,
): Promise<Configuration> {
  const kind = await files.kind(place)
  const path = kind === 'file' ? place : join(place, configurationFile)
  const source = await files.findText(path)
  const sam = await readSamConfiguration(files, dirname(path))
  if (source !== undefined) return withSamConfiguration(await parseConfiguration(source, path, report), sam)
  if (kind !== 'folder')
    throw new StageError('file-missing', `folder ${place} does not exist, so it has no ${configurationFile}`, {
      hint: `give ${configurationFile}, or its folder`,
    })
  return withSamConfiguration(configurationSchema.parse({}), sam)
}

/** Where a number is a text: an account may begin with 0, and `1.10` is not `1.1`. */
const textPaths = [
  ['previews', 'account'],
  ['previews', 'parameters', '*'],
  ['previews', 'tags', '*'],
  ...['account', 'parameters.*', 'tags.*'].map((path) => ['environments', '*', ...path.split('.')]),
  ['pipeline', 'account'],
  ['pipeline', 'source', 'toolkit-version'],
]

/**
 * Parses the text of `liftlock.yml`.
 * @param path for messages
 * @param report receives every fault with its position
 * @throws StageError `configuration-invalid`
 */
export function parseConfiguration(
  source: string,
  path: string,
  report: (event: Report) => void = () => {},
): Promise<Configuration> {
  const form = { schema: configurationSchema, texts: textPaths, wrong: unknownReferences }
  return parseDocument(source, path, form, (finding) => report({ kind: 'finding', finding }))
}

/**
 * One environment of a configuration, with its defaults: the stack and the bucket are named after the application and
 * the environment.
 * @param application replaces the name in the configuration
 * @throws StageError `environment-unknown` with the known names, `input-missing` without an application
 */
export function environmentOf(configuration: Configuration, name: string, application?: string): Environment {
  const number = pullRequestOf(name)
  if (number !== undefined && configuration.previews !== undefined)
    return environmentOfPullRequest(configuration, configuration.previews, number, application)
  const found = own(configuration.environments, name)
  if (found === undefined) {
    const known = Object.keys(configuration.environments)
    const meant = nearest(name, known)
    throw known.length > 0
      ? new StageError('environment-unknown', `there is no environment ${name} in ${configurationFile}`, {
          hint:
            meant === undefined
              ? `there are ${known.join(', ')}`
              : `did you mean ${meant}? There are ${known.join(', ')}`,
        })
      : new StageError(
          'environment-unknown',
          `environment ${name} not found: ${configurationFile} is missing, or names no environments`,
          {
            hint: `add it to ${configurationFile}, or give the folder of that file as the input configuration`,
          },
        )
  }
  const app = application ?? configuration.application
  if (app === undefined)
    throw new StageError('input-missing', 'the name of the application is unknown', {
      hint: `write "application: <name>" into ${configurationFile}`,
    })
  const bucketOf = (environment: string, { bucket }: { bucket?: string | undefined }) =>
    bucket ?? artifactBucketName(app, environment)
  return {
    name,
    application: app,
    region: found.region,
    account: found.account,
    role: found.role,
    bucket: bucketOf(name, found),
    stack: found.stack ?? `${app}-${name}`,
    parameters: found.parameters,
    tags: found.tags,
    requires: found.requires.map(requirementOf),
    signingKey: found['signing-key'],
    awaited: awaitedIn(configuration, name),
    signers: signersOf(configuration),
    protect: found.protect,
    unapprovedRollback: found['rollback-without-approval'],
    writers: found.writers,
    artifactBuckets: [
      ...new Set([
        bucketOf(name, found),
        ...Object.entries(configuration.environments).map(([other, its]) => bucketOf(other, its)),
      ]),
    ],
    endpointHosts: found['endpoint-hosts'],
    gateResources: found['gate-resources'],
    mayClean: found.clean ?? (found.requires.length === 0 && found.protect.length === 0),
    capabilities: found.capabilities,
    roleArn: found['role-arn'],
  }
}

/**
 * The environment of a pull request. It requires and protects nothing. Its stack has a tag that only such stacks have, so
 * that no other stack is ever updated or removed in its place.
 */
function environmentOfPullRequest(
  configuration: Configuration,
  setting: PreviewSetting,
  number: number,
  given: string | undefined,
): Environment {
  const application = given ?? configuration.application
  if (application === undefined)
    throw new StageError('input-missing', 'the name of the application is unknown', {
      hint: `write "application: <name>" into ${configurationFile}`,
    })
  const { account, region, role, capabilities, parameters, tags } = setting
  const name = `pull-request-${number}`
  const bucket = setting.bucket ?? artifactBucketName(application, 'previews')
  return {
    name,
    application,
    region,
    account,
    role,
    bucket,
    stack: pullRequestStack(application, setting, number),
    parameters,
    tags: { ...tags, [previewTag]: previewTagValue(application, number) },
    requires: [],
    signingKey: undefined,
    awaited: [],
    signers: signersOf(configuration),
    protect: [],
    unapprovedRollback: false,
    writers: [],
    artifactBuckets: [...new Set([bucket, ...artifactBucketsOf({ ...configuration, application })])],
    endpointHosts: [],
    gateResources: [],
    mayClean: true,
    capabilities,
    roleArn: setting['role-arn'],
    preview: { number, setting },
  }
}

function awaitedIn({ environments }: Configuration, name: string): readonly AwaitedSignature[] {
  return Object.entries(environments).flatMap(([by, { requires }]) =>
    requires
      .map(requirementOf)
      .filter(({ environment, signers }) => environment === name && signers.length > 0)
      .map(({ stage, signers }) => ({ by, stage, signers })),
  )
}

/** The artifact buckets that a configuration names, or whose default name follows from its application. */
export function artifactBucketsOf({ application, environments }: Configuration): readonly string[] {
  return Object.entries(environments).flatMap(([name, { bucket }]) => {
    if (bucket !== undefined) return [bucket]
    return application === undefined ? [] : [artifactBucketName(application, name)]
  })
}

/** The default name of an environment's artifact bucket. */
function artifactBucketName(application: string, environment: string): string {
  return `${application}-artifacts-${environment}`
}

/** The signers that a configuration declares. */
export function signersOf({ signers }: Configuration): readonly DeclaredSigner[] {
  return Object.entries(signers).map(([name, { 'public-key': publicKey }]) => ({ name, publicKey }))
}
