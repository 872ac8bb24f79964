import type { AwsAccount, AwsTarget } from '../../core/ports/aws.ts'
import type { Stack, Stacks } from '../../core/ports/stacks.ts'
import type { Context } from '../../core/run/context.ts'
import { command, meaning, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { type Environment, environmentOf, readConfiguration } from '../../delivery/environment/configuration.ts'
import type { AwaitedSignature } from '../../delivery/evidence/signing/awaited-signature.ts'
import type { DeclaredSigner } from '../../delivery/evidence/signing/signatures.ts'
import { folderOf } from '../../delivery/folder-of.ts'
import type { GateStack } from '../../delivery/gate/gate-target.ts'

/** Which environment is meant: by its name in `liftlock.yml`, and by inputs that win over it. */
export interface EnvironmentInputs {
  readonly environment: string
  readonly configuration?: string | undefined
  readonly application?: string | undefined
  readonly stack?: string | undefined
  readonly region?: string | undefined
  readonly account?: string | undefined
  readonly role?: string | undefined
  readonly bucket?: string | undefined
  readonly clean: 'policy' | 'allowed' | 'skip'
  readonly signingKey?: string | undefined
}

/** Where the gate works. `bucket` is undefined for a stack that no configuration knows. */
export interface GateSetting {
  readonly account: AwsAccount
  readonly application: string | undefined
  readonly bucket: string | undefined
  readonly stackName: string
  /** Hosts that `liftlock.yml` lets answer. */
  readonly endpointHosts: readonly string[]
  /** Ids outside of the stack that `liftlock.yml` lets the gate use. */
  readonly gateResources: readonly string[]
  readonly cleaning: 'allowed' | 'forbidden' | 'skip'
  readonly target: AwsTarget
  /** What signs the evidence; undefined leaves it unsigned. */
  readonly signingKey: string | undefined
  /** The signers that `liftlock.yml` declares. */
  readonly signers: readonly DeclaredSigner[]
  readonly awaited: readonly AwaitedSignature[]
}

/** @throws StageError `environment-unknown`, `input-missing`, `configuration-invalid` */
export async function findSetting(inputs: EnvironmentInputs, { aws, files, report }: Context): Promise<GateSetting> {
  const path = await folderOf(files, inputs.configuration ?? '.')
  const configuration = await readConfiguration({ files, report }, path)
  const known = Object.hasOwn(configuration.environments, inputs.environment)
  const application = inputs.application ?? configuration.application
  if (!known && inputs.stack !== undefined)
    return settingOf(inputs, undefined, { account: aws.at(inputs), target: inputs }, application, inputs.stack)
  const environment = environmentOf(configuration, inputs.environment, application)
  const target = {
    region: inputs.region ?? environment.region,
    account: inputs.account ?? environment.account,
    role: inputs.role ?? environment.role,
  }
  const place = { account: aws.at(target), target }
  return settingOf(inputs, environment, place, application, inputs.stack ?? environment.stack)
}

/** @throws StageError `environment-unknown` when nothing is deployed */
export async function readStack({
  account,
  stackName,
  endpointHosts,
  gateResources,
}: GateSetting): Promise<GateStack & { readonly stack: Stack }> {
  const stack = await account.stacks.find(stackName)
  if (stack === undefined)
    throw new StageError('environment-unknown', `there is no stack ${stackName} in ${account.region}`, {
      hint: next`deploy a release first: ${command('deploy', { release: meaning('digest'), environment: meaning('name') })}`,
    })
  const resources = await account.stacks.resources(stack.id)
  const local = account.stackPage(stack.id) === undefined
  const all = await withNested(account, resources)
  return {
    stack,
    name: stack.name,
    id: stack.id,
    outputs: stack.outputs,
    parameters: stack.parameters,
    tables: new Map(
      resources.flatMap(({ logicalId, physicalId, type }) =>
        physicalId !== undefined && /^AWS::DynamoDB::(Global)?Table$/.test(type) ? [[logicalId, physicalId]] : [],
      ),
    ),
    admitted: new Set(gateResources),
    hosts: {
      local,
      region: account.region,
      resources: all.flatMap(({ type, physicalId }) => (physicalId === undefined ? [] : [{ type, physicalId }])),
      domains: new Set([...endpointHosts, ...all.flatMap(domainOf)]),
    },
  }
}

type Resources = Awaited<ReturnType<Stacks['resources']>>

/** A stack has so many at most that they nest no deeper by mistake. */
const mostNested = 100

/** With the resources of nested stacks, as far as this role may see them. */
async function withNested({ stacks }: AwsAccount, top: Resources): Promise<Resources> {
  const all = [...top]
  let nested = 0
  for (const { type, physicalId } of all) {
    if (type !== 'AWS::CloudFormation::Stack' || physicalId === undefined || ++nested > mostNested) continue
    all.push(...(await stacks.resources(physicalId).catch(unseen)))
  }
  return all
}

function unseen(error: unknown): Resources {
  if (error instanceof StageError && error.reason === 'access-denied') return []
  throw error
}

/** AWS gives a domain name only to who has a certificate for it. */
function domainOf({ type, physicalId }: Resources[number]): readonly string[] {
  return physicalId !== undefined && /^AWS::(ApiGateway|ApiGatewayV2|AppSync)::DomainName$/.test(type)
    ? [physicalId.toLowerCase()]
    : []
}

function settingOf(
  { clean, bucket, signingKey }: EnvironmentInputs,
  environment: Environment | undefined,
  { account, target }: Pick<GateSetting, 'account' | 'target'>,
  application: string | undefined,
  stackName: string,
): GateSetting {
  const may = environment?.mayClean ?? clean === 'allowed'
  return {
    account,
    application: application ?? environment?.application,
    bucket: bucket ?? environment?.bucket,
    stackName,
    endpointHosts: environment?.endpointHosts ?? [],
    gateResources: environment?.gateResources ?? [],
    cleaning: clean === 'skip' ? 'skip' : may ? 'allowed' : 'forbidden',
    target: { region: target.region, account: target.account, role: target.role },
    signingKey: signingKey ?? environment?.signingKey,
    signers: environment?.signers ?? [],
    awaited: environment?.awaited ?? [],
  }
}
