import { defined } from '../core/run/defined.ts'
import { input, next } from '../core/run/next-step.ts'
import './sdk-support-warning.ts'
import type { Aws, AwsAccount, AwsTarget } from '../core/ports/aws.ts'
import { StageError } from '../core/run/stage-error.ts'
import {
  type AwsCredentials,
  type ClientConfiguration,
  type Configure,
  keepConfiguration,
  type ProxyAgents,
  patience,
  silent,
} from './client-configuration.ts'
import { stackPage } from './cloudformation/stack-page.ts'
import { cloudFormationStacks } from './cloudformation/stacks.ts'
import { s3Objects } from './s3/objects.ts'
import { callOf } from './service-errors.ts'
import { sessionOf } from './sign-in/role-session.ts'
import type { WebIdentity } from './sign-in/web-identity.ts'

type Handler = NonNullable<ClientConfiguration['requestHandler']>

/** What a host contributes to signing in. */
export interface SigningIn {
  /**
   * Proves the identity of this run, so that a role needs no credentials. Without it, the default chain assumes the
   * role.
   */
  readonly webIdentity?: WebIdentity | undefined
  /** Receives every secret of a session before anything else can use it. */
  readonly onSecret?: (value: string) => void
  /** The next step for a run with neither a proven identity nor credentials in the default chain. */
  readonly identityHint?: string
  /** The way through a proxy, read once on first use. */
  readonly agents?: () => Promise<ProxyAgents | undefined>
}

/**
 * Reaches AWS with the SDK's default chain of credentials, or with the role that a target names. It loads and calls
 * nothing before the first use, and leaves the environment unchanged.
 */
export function awsFromEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  signingIn: SigningIn = {},
): Aws {
  const { AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_CLOUDFORMATION } = environment
  const page = AWS_ENDPOINT_URL || AWS_ENDPOINT_URL_CLOUDFORMATION ? noPage : stackPage
  return {
    at(target) {
      const region = target.region ?? environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION
      const resolve = async () => {
        if (region === undefined)
          throw new StageError('input-missing', 'no AWS region is known', {
            hint: next`give ${input('region')}, set AWS_REGION, or write the region of the environment into liftlock.yml`,
          })
        const { role } = target
        const agents = await signingIn.agents?.()
        const requestHandler = { ...patience, ...agents }
        const credentials = agents && (await proxiedCredentials(requestHandler))
        if (role === undefined) return { region, requestHandler, ...defined({ credentials }) }
        return {
          region,
          requestHandler,
          credentials: sessionOf({ ...signingIn, region, role, requestHandler, credentials }),
        }
      }
      return { ...accountOf(region ?? 'unknown', target, resolve), stackPage: page }
    },
  }
}

/**
 * Reaches an emulator at one address. The access key id, twelve digits, chooses the account; all accounts share one
 * secret. With a role, the account assumes it for everything.
 */
export function awsAtEndpoint(
  endpoint: string,
  defaults: { region: string; account: string; secretAccessKey: string; isLocal?: boolean; role?: string },
): Aws {
  return {
    at(target) {
      const region = target.region ?? defaults.region
      const accessKeyId = target.account ?? defaults.account
      const own = async () => ({ accessKeyId, secretAccessKey: defaults.secretAccessKey })
      const { role } = defaults
      const credentials = role === undefined ? own : sessionOf({ region, role, endpoint, credentials: own })
      const account = accountOf(region, {}, async () => ({ region, endpoint, credentials }))
      return { ...account, isLocal: defaults.isLocal, stackPage: noPage }
    },
  }
}

/**
 * The default chain with the proxy. Its own clients (single sign-on, roles of a profile) would not use one otherwise.
 */
async function proxiedCredentials(requestHandler: Handler): Promise<() => Promise<AwsCredentials>> {
  const { defaultProvider } = await import('@aws-sdk/credential-provider-node')
  const provider = defaultProvider({ clientConfig: { requestHandler } })
  return () => provider()
}

/** An emulator has no console. */
const noPage = () => undefined

function accountOf(
  region: string,
  target: AwsTarget,
  resolve: () => Promise<ClientConfiguration>,
): Omit<AwsAccount, 'stackPage'> {
  let known: Promise<ClientConfiguration> | undefined
  const configure: Configure = () => {
    known ??= resolve().then(async (given) => {
      const configuration = { requestHandler: patience, logger: silent, ...given }
      if (target.account !== undefined) await refuseOtherAccount(configuration, target.account)
      return configuration
    })
    return known
  }
  const account = {
    region,
    objects: s3Objects(configure),
    stacks: cloudFormationStacks(configure),
    buckets: async () => (await import('./s3/buckets.ts')).s3Buckets(configure),
    gate: async () => (await import('./gate/gate-services.ts')).gateServices(configure),
    pipelines: async () => (await import('./codepipeline/pipelines.ts')).codePipelines(configure),
    jobs: async () => (await import('./codepipeline/jobs.ts')).codePipelineJobs(configure),
    signer: async (key: string) => (await import('./kms-signer.ts')).kmsSigner(configure, key),
    identity: async () => callerOf(await configure()),
    credentials: async () => credentialsOf(await configure()),
  }
  return keepConfiguration(account, configure)
}

async function credentialsOf({ credentials, endpoint, requestHandler = patience }: ClientConfiguration) {
  const { accessKeyId, secretAccessKey, sessionToken } = await (
    credentials ?? (await proxiedCredentials(requestHandler))
  )()
  return { accessKeyId, secretAccessKey, ...defined({ sessionToken, endpoint }) }
}

async function refuseOtherAccount(configuration: ClientConfiguration, account: string): Promise<void> {
  const caller = await callerOf(configuration)
  if (caller.account !== account)
    throw new StageError('access-denied', `these credentials belong to account ${caller.account}, not to ${account}`, {
      hint: `sign in to account ${account}, or correct the account of the environment in liftlock.yml`,
    })
}

async function callerOf(configuration: ClientConfiguration): Promise<{ account: string; arn: string }> {
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts')
  const client = new STSClient(configuration)
  try {
    const answer = await callOf('STS GetCallerIdentity', () => client.send(new GetCallerIdentityCommand({})))
    return { account: answer.Account ?? '', arn: answer.Arn ?? '' }
  } finally {
    client.destroy()
  }
}
