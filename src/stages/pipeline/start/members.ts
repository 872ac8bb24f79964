import { z } from 'zod'
import { flag, mapping } from '../../../core/inputs/kinds.ts'
import { pipelineInput, serviceInputs } from '../driving/pipeline-inputs.ts'
import { followingInputs, followingOutputs } from '../following/following-members.ts'

/** Inputs of the command `start`. */
export const startInputs = {
  pipeline: pipelineInput,
  variables: mapping().describe('Variables of the pipeline, as NAME=VALUE, one a line.'),
  release: z
    .string()
    .optional()
    .describe(
      'Release for a pipeline with a variable Release: its digest, or a version. The beginning of a digest needs an environment.',
    ),
  bundle: z
    .string()
    .optional()
    .describe(
      'Bundle of the release, as package exports it; it is uploaded when a rendered pipeline does not have it.',
    ),
  revisions: mapping().describe(
    'Revisions of source actions, as ACTION=REVISION, one a line: a commit, the digest of an image, or the version of an S3 object.',
  ),
  objectKeys: mapping().describe('S3 keys of source actions that allow another object, as ACTION=KEY, one a line.'),
  again: flag().describe('Start anew, even while an execution that was asked for in the same way runs.'),
  supersede: flag().describe(
    'Reject approvals for which older executions wait, with this execution named, so that they do not block it.',
  ),
  detach: flag().describe('End as soon as the execution has started, without following it.'),
  ...followingInputs,
  ...serviceInputs,
}

/** Outputs of the command `start`. */
export const startOutputs = {
  ...followingOutputs,
  attached: z
    .boolean()
    .optional()
    .describe('Whether the execution was there before, because it was asked for already.'),
}
