import { z } from 'zod'
import { networkInputs } from '../../../core/inputs/network-inputs.ts'
import { environmentInput, targetInputs } from '../../../delivery/environment/target-inputs.ts'
import { renderInputs } from '../render/members.ts'

/** Inputs of the command `prepare`. */
export const prepareInputs = {
  release: z.string().describe('The release: its digest, or a version.'),
  environment: environmentInput.unwrap().describe('Environment that CloudFormation changes, as liftlock.yml names it.'),
  from: z
    .string()
    .optional()
    .describe('Environment whose bucket has the release; it is copied from there. Default: it is there already.'),
  ...targetInputs,
  out: renderInputs.out,
  ...networkInputs,
}

/** Outputs of the command `prepare`. */
export const prepareOutputs = {
  outcome: z.literal('succeeded').describe('The release is sealed, and the files are written.'),
  release: z.string().describe('Digest of the release.'),
}
