import type { AwsAccount, AwsTarget } from '../../core/ports/aws.ts'
import type { Stack, Stacks } from '../../core/ports/stacks.ts'
import type { Context } from '../../core/run/context.ts'
import { command, meaning, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { findTarget, type TargetInputs } from '../../delivery/environment/target.ts'
import type { AwaitedSignature } from '../../delivery/evidence/signing/awaited-signature.ts'
import type { DeclaredSigner } from '../../delivery/evidence/signing/signatures.ts'
import type { GateStack } from '../../delivery/gate/gate-target.ts'

/** The inputs that name the environment, and whether it may be cleaned. */
export interface GateSettingInputs extends TargetInputs {
  readonly environment: string
  readonly configuration: string
  readonly clean: 'policy' | 'allowed' | 'skip'
}

/** Where the gate works. `bucket` is undefined for a stack that `liftlock.yml` does not have. */
export interface GateSetting {
  readonly account: AwsAccount
  readonly application: string | undefined
  readonly bucket: string | undefined
  readonly stackName: string
  /** Hosts outside of the stack that `liftlock.yml` lets the gate call. */
  readonly endpointHosts: readonly string[]
  /** Ids outside of the stack that `liftlock.yml` lets the gate use. */
  readonly gateResources: readonly string[]
  readonly cleaning: 'allowed' | 'forbidden' | 'skip'
  readonly target: AwsTarget
  /** Signs the evidence; without it, the evidence stays unsigned. */
  readonly signingKey: string | undefined
  /** The signers that `liftlock.yml` declares. */
  readonly signers: readonly DeclaredSigner[]
  readonly awaited: readonly AwaitedSignature[]
}

/** @throws StageError `environment-unknown`, `input-missing`, `configuration-invalid` */
export async function findSetting(inputs: GateSettingInputs, context: Context): Promise<GateSetting> {
  const { clean, ...wanted } = inputs
  const found = await findTarget(wanted, context, { mayBeUnknown: true })
  const { environment, application, stack, bucket, aws: target, signingKey } = found
  const may = environment?.mayClean ?? clean === 'allowed'
  return {
    account: context.aws.at(target),
    application,
    bucket,
    stackName: stack,
    endpointHosts: environment?.endpointHosts ?? [],
    gateResources: environment?.gateResources ?? [],
    cleaning: clean === 'skip' ? 'skip' : may ? 'allowed' : 'forbidden',
    target,
    signingKey,
    signers: environment?.signers ?? [],
    awaited: environment?.awaited ?? [],
  }
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

/** The most nested stacks that are read, so that stacks which contain each other come to an end. */
const mostNested = 100

/** Adds the resources of nested stacks, as far as this role may see them. */
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

/** AWS gives a custom domain name only to the owner of a certificate for it. */
function domainOf({ type, physicalId }: Resources[number]): readonly string[] {
  return physicalId !== undefined && /^AWS::(ApiGateway|ApiGatewayV2|AppSync)::DomainName$/.test(type)
    ? [physicalId.toLowerCase()]
    : []
}
