import type { Stack } from '../../../../aws/pipeline-actions/stack-operations.ts'
import type { Settlement } from '../../machine/settle.ts'
import { writeArtifact } from '../shared/artifact-files.ts'
import type { StackAction } from './stack-action.ts'

/** How an action ends well: the outputs of the stack become variables, and the file of the output artifact. */
export async function stackEnd(
  action: StackAction,
  stack: Stack | undefined,
  done: 'created' | 'updated' | 'unchanged' | { readonly summary: string },
): Promise<Settlement> {
  const { OutputFileName } = action.work.resolvedConfiguration
  const outputVariables = stack?.outputs ?? {}
  if (OutputFileName !== undefined && OutputFileName !== '')
    await writeArtifact(action.order, action.objects, OutputFileName, JSON.stringify(outputVariables))
  const summary = typeof done === 'object' ? done.summary : summaryOf(stack?.name ?? '', done)
  return { status: 'Succeeded', summary, outputVariables }
}

function summaryOf(name: string, done: 'created' | 'updated' | 'unchanged'): string {
  return done === 'unchanged' ? `Stack ${name} had nothing to update.` : `Stack ${name} was ${done}.`
}
