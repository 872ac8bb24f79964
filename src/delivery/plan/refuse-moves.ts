import { isRecord } from '../../core/documents/is-record.ts'
import { explanation, next as text } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import type { Template } from '../template/template.ts'
import type { ChangeTree } from './build-plan.ts'

/**
 * A resource of a generated application never moves between its stacks: CloudFormation would make it anew in one stack
 * before it removes it from the other, and services refuse a second resolver of a field. The root template says what
 * lies in which nested stack (`Metadata.Liftlock.Stacks`).
 * @throws StageError `template-invalid` with the resources that would move
 */
export function refuseMoves({ before, after }: Pick<ChangeTree, 'before' | 'after'>): void {
  if (before === undefined || after === undefined) return
  const [former, next] = [placesIn(before), placesIn(after)]
  // Other templates say nothing of their nested stacks, and what they do is theirs.
  if (former.nested + next.nested === 0) return
  const moved = [...former.places].filter(([id, stack]) => next.places.has(id) && next.places.get(id) !== stack)
  const [first] = moved
  if (first === undefined) return
  const [id, stack] = first
  const more = moved.length === 1 ? '' : `, and ${moved.length - 1} more would move too`
  throw new StageError(
    'template-invalid',
    `${id} would move from ${said(stack)} to ${said(next.places.get(id)!)}${more}; a deployed resource stays in its stack`,
    {
      hint: text`write the logical ids that the root stack has now into root-stack.lock of the model, one a line, and generate again; ${explanation('generate')} says more about large applications`,
    },
  )
}

/** The stack of each resource by its logical id; the root stack is `''`. */
function placesIn(template: Template): { readonly places: ReadonlyMap<string, string>; readonly nested: number } {
  const { Metadata } = template as { readonly Metadata?: { readonly Liftlock?: unknown } }
  const stacks = isRecord(Metadata?.Liftlock) ? Metadata.Liftlock.Stacks : undefined
  const nested = isRecord(stacks) ? Object.entries(stacks) : []
  return {
    nested: nested.length,
    places: new Map([
      ...Object.keys(template.Resources).map((id) => [id, ''] as const),
      ...nested.flatMap(([stack, ids]) =>
        Array.isArray(ids) ? ids.filter((id) => typeof id === 'string').map((id) => [id, stack] as const) : [],
      ),
    ]),
  }
}

function said(stack: string): string {
  return stack === '' ? 'the root stack' : `the nested stack ${stack}`
}
