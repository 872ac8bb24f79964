import { z } from 'zod'
import { networkInputs } from '../../core/inputs/network-inputs.ts'
import { flag, list, mapping } from '../../core/inputs/stage.ts'
import { runInputs, stackInputs, switchInput } from '../../delivery/deployment/stack-inputs.ts'
import { bucketInput, environmentInput, stackInput, targetInputs } from '../../delivery/environment/target-inputs.ts'
import { signingKeyInput } from '../../delivery/evidence/signing/signing-fields.ts'

const text = (description: string) => z.string().optional().describe(description)

/** The spellings of true and false that YAML has, in small letters. */
const asWritten = (value: unknown) =>
  typeof value === 'string' && /^(?:True|TRUE|False|FALSE)$/.test(value) ? value.toLowerCase() : value

/**
 * What `deploy` takes. Names that `aws-actions/aws-cloudformation-github-deploy` v2 has too mean the same here, so that
 * a workflow changes by one line.
 */
export const deployInputs = z.object({
  release: text('Release to deploy: its digest, or a version. Needs an environment.'),
  environment: environmentInput,
  ...targetInputs,
  bucket: bucketInput.describe(
    'Artifact bucket; templates above 51,200 bytes are put there too. Default: that of the environment.',
  ),

  mode: z
    .enum(['create-and-execute', 'create-only', 'execute-only'])
    .default('create-and-execute')
    .describe(
      'create-only leaves the change set to be executed later; execute-only executes one that was made before.',
    ),
  executeChangeSetId: text('Full ARN of the change set that execute-only executes.'),

  stack: stackInput,
  name: text('The same as stack, as the action of AWS has it.'),
  template: text('Path or https:// address of a template (JSON or YAML), instead of a release.'),
  parameterOverrides: mapping().describe(
    'Parameters: Name=Value by comma, line or blank (values with commas in quotes; a repeated name is a list), a JSON or YAML mapping, a list of ParameterKey with ParameterValue or UsePreviousValue, or file:// and a path to one of these.',
  ),
  capabilities: stackInputs.capabilities,
  tags: mapping().describe(
    'Tags of the stack, in the same forms as parameters (or a list of Key and Value); [] takes all of them away.',
  ),
  roleArn: stackInputs.roleArn,
  notificationArns: list().describe('Topics that are told the events of the stack.'),
  terminationProtection: switchInput().describe('Protect the stack from deletion, also when nothing else changes.'),
  disableRollback: switchInput().describe('Leave what a failed operation has made.'),
  timeoutInMinutes: runInputs.timeoutInMinutes,
  s3Bucket: text('The same as bucket, as the action of AWS has it.'),
  s3Prefix: text('Where in the bucket a template above 51,200 bytes is put. Default: blobs/sha256.'),
  changeSetName: text('Name of the change set. Default: derived from what is deployed.'),
  includeNestedStacksChangeSet: z
    .preprocess(asWritten, z.enum(['auto', 'true', 'false', '1', '0']).default('auto'))
    .describe('Look into nested stacks; auto does when there are any.'),
  importExistingResources: stackInputs.importExistingResources,
  deploymentMode: z
    .enum(['STANDARD', 'REVERT_DRIFT'])
    .default('STANDARD')
    .describe('REVERT_DRIFT also takes back changes that were made by hand.'),
  noExecuteChangeset: switchInput().describe('The same as mode create-only.'),
  noDeleteFailedChangeset: switchInput().describe('Leave a change set that failed, to be looked at.'),
  failOnEmptyChangeset: switchInput().describe('End as failed when there is nothing to change.'),
  noFailOnEmptyChangeset: z
    .preprocess(asWritten, z.enum(['true', 'false', '1', '0']).optional())
    .describe('The opposite, as version 1 of the action of AWS has it.'),

  planOnly: flag().describe('Write the plan and its fingerprint, and leave nothing behind in AWS.'),
  plan: runInputs.plan,
  report: text('Folder for plan.json. Default: build/report, when a plan is made or executed.'),
  recreate: stackInputs.recreate,
  recover: stackInputs.recover,
  skipResources: stackInputs.skipResources,
  protect: list().describe(
    'Types that must not be replaced or deleted, beside those of the environment; * stands for any text.',
  ),

  signingKey: signingKeyInput,
  ...networkInputs,
})

export type DeployInputs = z.output<typeof deployInputs>
