import type { ElementReader } from './reader/element-reader.ts'

/**
 * Whether an element `event` is a command. The compiled form (model format 14) holds commands and domain events at one place. The modeler sets
 * `type` only when it repairs a file, so a path in the API counts too: no domain event has one.
 */
export function isCommand(event: ElementReader): boolean {
  return event.literal('type') === 'ActorEvent' || event.has('graphql-name') || event.has('graphql-namespace')
}

/** Whether the platform publishes the event. In `config.xml`, where no other events stand, it needs no source. */
export function isBuiltIn(event: ElementReader): boolean {
  if (isCommand(event)) return false
  const source = event.text('source')
  if (source !== undefined) return source === 'appsync'
  return event.text('name') === 'FileUploaded' || event.file === 'config.xml'
}
