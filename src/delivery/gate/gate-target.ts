import type { GateDefinition } from '../../core/gate/gate-definition.ts'
import { own } from '../../core/run/own.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { type EndpointHosts, endpointRefusal } from './calls/endpoint.ts'

/** The deployed stack under test. */
export interface GateStack {
  readonly name: string
  readonly id: string
  readonly outputs: Readonly<Record<string, string>>
  readonly parameters: Readonly<Record<string, string>>
  /** Table names by logical id. */
  readonly tables: ReadonlyMap<string, string>
  /** Ids of user pools, app clients and event buses that `liftlock.yml` allows in addition to those of the stack. */
  readonly admitted: ReadonlySet<string>
  /** The hosts that may answer as the environment. */
  readonly hosts: EndpointHosts
}

/** Where the application answers. A member is undefined when the definition names no output for it. */
export interface GateTarget {
  readonly endpoint: string
  readonly apiKey: string | undefined
  readonly pool: string | undefined
  readonly client: string | undefined
  readonly bus: string | undefined
}

/**
 * Reads the addresses and ids to test from the stack's outputs. The template's author chooses the outputs, so each is
 * compared with what AWS says of the stack.
 * @throws StageError `gate-invalid` when the stack lacks an output that the definition names, or an output names
 * another host
 */
export function targetOf(definition: GateDefinition, stack: GateStack): GateTarget {
  const output = (name: string | undefined): string | undefined => {
    if (name === undefined) return undefined
    const value = own(stack.outputs, name)
    if (value !== undefined) return value
    throw new StageError('gate-invalid', `stack ${stack.name} has no output ${name}, which the gate needs`, {
      hint: 'deploy the application that this gate belongs to, or correct "outputs" in gate.json',
    })
  }
  const { outputs } = definition
  const resourceOf = (type: string, name: string | undefined): string | undefined => {
    const id = output(name)
    if (id === undefined || stack.admitted.has(id)) return id
    const own = stack.hosts.resources.filter((each) => each.type === type).map(({ physicalId }) => physicalId)
    if (own.some((each) => id === each || id === ownArn(stack, 'events', `event-bus/${each}`))) return id
    const shown = JSON.stringify(id.slice(0, 200))
    throw new StageError(
      'gate-invalid',
      `output ${name} of stack ${stack.name} is ${shown}, which is not a ${type} of the stack`,
      {
        hint: 'give the output the id of a resource of the stack, or name it as gate-resources of the environment in liftlock.yml',
      },
    )
  }
  const apiKey = output(outputs.apiKey)
  if (apiKey !== undefined && !/^[\x21-\x7e]{1,512}$/.test(apiKey))
    throw new StageError('gate-invalid', `output ${outputs.apiKey} of stack ${stack.name} is not an API key`)
  return {
    endpoint: endpointOf(output(outputs.endpoint)!, outputs.endpoint, stack),
    apiKey,
    pool: resourceOf('AWS::Cognito::UserPool', outputs.userPoolId),
    client: resourceOf('AWS::Cognito::UserPoolClient', outputs.userPoolClientId),
    bus: resourceOf('AWS::Events::EventBus', outputs.eventBus),
  }
}

/** The account and region of a stack come from its own ARN (IAM, "Amazon Resource Names"). */
function ownArn({ id }: GateStack, service: string, resource: string): string {
  const [arn, partition, , region, account] = id.split(':')
  return [arn, partition, service, region, account, resource].join(':')
}

function endpointOf(endpoint: string, output: string, { name, hosts }: GateStack): string {
  const why = endpointRefusal(endpoint, hosts)
  if (why === undefined) return endpoint
  const shown = JSON.stringify(endpoint.slice(0, 200))
  throw new StageError('gate-invalid', `output ${output} of stack ${name} is ${shown}, which ${why}`, {
    hint: 'give the output the address of an API of the stack, or name its host as endpoint-hosts of the environment in liftlock.yml',
  })
}
