import type { GateDefinition } from '../../core/gate-definition.ts'
import { own } from '../../core/own.ts'
import { StageError } from '../../core/stage-error.ts'
import { type EndpointHosts, endpointRefusal } from './endpoint.ts'

/** The deployed stack that is tested. */
export interface GateStack {
  readonly name: string
  readonly id: string
  readonly outputs: Readonly<Record<string, string>>
  readonly parameters: Readonly<Record<string, string>>
  /** Physical ids by logical id. */
  readonly resources: ReadonlyMap<string, string>
  /** Who may answer as the environment. */
  readonly hosts: EndpointHosts
}

/** Where the application answers. Members are undefined when the definition names no output for them. */
export interface GateTarget {
  readonly endpoint: string
  readonly apiKey: string | undefined
  readonly pool: string | undefined
  readonly client: string | undefined
  readonly bus: string | undefined
}

/**
 * The author of the template chooses the outputs, so what a call goes to is compared with what AWS says of the stack.
 * @throws StageError `gate-invalid` when the stack lacks an output that the definition names, or names another host
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
  const apiKey = output(outputs.apiKey)
  if (apiKey !== undefined && !/^[\x21-\x7e]{1,512}$/.test(apiKey))
    throw new StageError('gate-invalid', `output ${outputs.apiKey} of stack ${stack.name} is no API key`)
  return {
    endpoint: endpointOf(output(outputs.endpoint)!, outputs.endpoint, stack),
    apiKey,
    pool: output(outputs.userPoolId),
    client: output(outputs.userPoolClientId),
    bus: output(outputs.eventBus),
  }
}

function endpointOf(endpoint: string, output: string, { name, hosts }: GateStack): string {
  const why = endpointRefusal(endpoint, hosts)
  if (why === undefined) return endpoint
  const shown = JSON.stringify(endpoint.slice(0, 200))
  throw new StageError('gate-invalid', `output ${output} of stack ${name} is ${shown}, which ${why}`, {
    hint: 'give the output the address of an API of the stack, or name its host as endpoint-hosts of the environment in liftlock.yml',
  })
}
