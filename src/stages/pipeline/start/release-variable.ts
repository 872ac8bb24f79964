import type { PipelineDeclaration } from '../../../core/ports/pipeline-shapes.ts'
import { input, meaning, next } from '../../../core/run/next-step.ts'
import { StageError } from '../../../core/run/stage-error.ts'

/**
 * The variable by which a pipeline is told its release: `Release`, in any case of letters. `releaseOf` reads it back.
 * @throws StageError `input-invalid` when the pipeline has none
 */
export function releaseVariable(pipeline: string, { variables = [] }: PipelineDeclaration): string {
  const name = variables.map((variable) => variable.name ?? '').find((each) => each.toLowerCase() === 'release')
  if (name !== undefined) return name
  throw new StageError('input-invalid', `pipeline ${pipeline} has no variable Release, so it takes no release`, {
    hint: next`say what its sources take: ${input('revisions', meaning('ACTION=REVISION'))}`,
  })
}
