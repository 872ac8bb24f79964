import type { ChangeSetRequest, Stack } from '../../core/ports/stacks.ts'
import { isSameTemplate } from '../template/same-template.ts'
import type { Template } from '../template/template.ts'
import { isSameTags } from './change-set-difference.ts'
import { parameterDifference } from './parameter-difference.ts'

/** What a stack should have. */
export interface WantedStack {
  readonly request: Pick<ChangeSetRequest, 'parameters' | 'tags' | 'roleArn'>
  /** Undefined when the request gave only an address; such a stack is never known to match. */
  readonly text: string | undefined
  readonly template: Template | undefined
}

/**
 * The differences between a stack and what is wanted, one line each: template, parameters, tags and service role. When
 * the request gives no tags, parameters or role, those of the stack stay; a new stack has no role to keep.
 * @param given template of the stack, in the stage `Original`
 */
export function stackDifference({ request, text, template }: WantedStack, stack: Stack, given: string): string[] {
  const parameters = Object.entries(stack.parameters).map(([name, value]) => ({ name, value, usesPrevious: false }))
  const isCreation = stack.status.startsWith('CREATE_')
  const isSameRole =
    request.roleArn === undefined ? !isCreation || stack.roleArn === undefined : request.roleArn === stack.roleArn
  return [
    ...(text !== undefined && isSameTemplate(text, given) ? [] : ['its template differs']),
    ...(request.tags === undefined || isSameTags(request.tags, stack.tags) ? [] : ['its tags differ']),
    ...(isSameRole ? [] : ['its service role differs']),
    ...parameterDifference(request.parameters, parameters, template, undefined),
  ]
}
