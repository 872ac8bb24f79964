import type { ActivityOf, GateArgument } from '../../core/gate/gate-activity.ts'
import type { Command } from '../model/types/command.ts'
import type { Step } from '../model/types/scenario.ts'
import { capitalised } from '../names.ts'
import { argumentType } from './argument-type.ts'
import { positionOf } from './position-of.ts'

type Mutation = Omit<ActivityOf<'mutation'>, 'place' | 'description'>

/** A mutation as a document with one variable `input` of the command's payload type (model format 13.5, 16.2). */
export function renderMutation(step: Extract<Step, { kind: 'mutation' }>): Mutation {
  const { command } = step
  const hasInput = command.collections.length > 0 || command.fields.some(({ autoFill }) => autoFill === undefined)
  const call = `${command.method}${hasInput ? '(input: $input)' : ''} { correlationId }`
  const head = `mutation ${capitalised(command.method)}${command.namespace.join('')}${hasInput ? `($input: ${payloadType(command)}!)` : ''}`
  return {
    kind: 'mutation',
    path: [...command.namespace, command.method].join('.'),
    document: `${head} ${nested(command.namespace, call)}`,
    identity: command.access.kind === 'anonymous' ? 'api-key' : 'user',
    variables: hasInput ? { input: {} } : {},
    arguments: step.inputs
      .filter(({ name }) => !command.fields.some((field) => field.name === name && field.autoFill !== undefined))
      .map(({ name, type, value, place }) => ({
        name,
        to: `input.${name}`,
        type: fieldType(command, name) ?? argumentType(type),
        value,
        place: positionOf(place),
      })),
    traces: step.traces.map(({ component, status, place }) => ({ component, status, place: positionOf(place) })),
  }
}

/** `{ A { B { <call> } } }` for the namespace `A.B`. */
export function nested(namespace: readonly string[], call: string): string {
  return `{ ${namespace.map((part) => `${part} { `).join('')}${call}${' }'.repeat(namespace.length)} }`
}

/** The payload type of a command: the event's name without `Requested`, and `_Payload` (model format 16.2). */
function payloadType({ name }: Command): string {
  return `${name.replace(/Requested$/, '')}_Payload`
}

/** Uses the input's type in the model, not the type that the scenario repeats. */
function fieldType(command: Command, name: string): GateArgument['type'] | undefined {
  if (command.collections.some((collection) => collection.name === name)) return 'Nested'
  return command.fields.find((field) => field.name === name)?.type
}
