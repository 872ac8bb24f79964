import type { GateDefinition } from '../../core/gate-definition.ts'
import { own } from '../../core/own.ts'
import { StageError } from '../../core/stage-error.ts'

/** The deployed stack that is tested. */
export interface GateStack {
  readonly name: string
  readonly id: string
  readonly outputs: Readonly<Record<string, string>>
  readonly parameters: Readonly<Record<string, string>>
  /** Physical ids by logical id. */
  readonly resources: ReadonlyMap<string, string>
}

/** Where the application answers. Members are undefined when the definition names no output for them. */
export interface GateTarget {
  readonly endpoint: string
  readonly apiKey: string | undefined
  readonly pool: string | undefined
  readonly client: string | undefined
  readonly bus: string | undefined
}

/** @throws StageError `gate-invalid` when the stack lacks an output that the definition names */
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
  return {
    endpoint: output(outputs.endpoint)!,
    apiKey: output(outputs.apiKey),
    pool: output(outputs.userPoolId),
    client: output(outputs.userPoolClientId),
    bus: output(outputs.eventBus),
  }
}
