import { countOf } from '../core/text/count-of.ts'
import type { PipelineDefinition } from './definition/definition.ts'
import { literal } from './definition/intrinsic.ts'
import { survey } from './survey/survey.ts'

/** One line about a pipeline: its type, its mode, and how large it is. */
export function describePipeline(definition: PipelineDefinition): string {
  const { pipeline, stages, actions } = survey(definition)
  const { pipelineType, executionMode } = pipeline
  return [
    literal(pipelineType),
    literal(executionMode),
    countOf(stages.length, 'stage'),
    countOf(actions.length, 'action'),
  ]
    .filter((part) => part !== undefined)
    .join(' · ')
}
