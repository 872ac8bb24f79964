import type { DeclaredStage, PipelineDeclaration } from '../../../core/ports/pipeline-shapes.ts'
import { StageError } from '../../../core/run/stage-error.ts'

/** The stage of this name. @throws StageError `input-invalid`, with those that the pipeline has */
export function stageOf(pipeline: string, name: string, { stages = [] }: PipelineDeclaration): DeclaredStage {
  const declared = stages.find((stage) => stage.name === name)
  if (declared !== undefined) return declared
  throw new StageError('input-invalid', `pipeline ${pipeline} has no stage ${name}`, {
    hint: `it has ${stages.map((stage) => stage.name).join(', ')}`,
  })
}
