import type { ElementReader } from './reader/element-reader.ts'

/**
 * Whether an element `event` is a command. In the compiled form (model format 14), commands and domain events are in
 * one list. The modeler sets `type` only when it repairs a file, so a path in the API also identifies a command: domain
 * events have none.
 */
export function isCommand(event: ElementReader): boolean {
  return event.literal('type') === 'ActorEvent' || event.has('graphql-name') || event.has('graphql-namespace')
}

/** Whether the platform publishes the event. In `config.xml`, which has no other events, it needs no source. */
export function isBuiltIn(event: ElementReader): boolean {
  if (isCommand(event)) return false
  const source = event.text('source')
  if (source !== undefined) return source === 'appsync'
  return event.text('name') === 'FileUploaded' || event.file === 'config.xml'
}
