import { z } from 'zod'
import { networkInputs } from '../../core/inputs/network-inputs.ts'
import { count, flag, list, mapping } from '../../core/inputs/stage.ts'
import { stackInputs, switchInput } from '../../delivery/deployment/stack-inputs.ts'
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
  environment: text('Environment of liftlock.yml, with its stack, parameters, bucket and policy.'),
  configuration: z.string().default('.').describe('Folder of liftlock.yml.'),
  application: text('Name of the application. Default: the one in liftlock.yml.'),

  mode: z
    .enum(['create-and-execute', 'create-only', 'execute-only'])
    .default('create-and-execute')
    .describe(
      'create-only leaves the change set to be executed later; execute-only executes one that was made before.',
    ),
  executeChangeSetId: text('Full ARN of the change set that execute-only executes.'),

  name: text('Name of the stack. Default: that of the environment.'),
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
  timeoutInMinutes: count(1, 720)
    .default(60)
    .describe('How long to follow; the operation goes on after that, and a second run attaches to it.'),
  s3Bucket: text(
    'Bucket for templates above 51,200 bytes, and for LiftlockArtifactBucket. Default: that of the environment.',
  ),
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
  plan: text('Fingerprint of the approved plan, all 64 digits; any other plan is refused.'),
  report: text('Folder for plan.json. Default: the folder that {plan-only} wrote to, build/report.'),
  recreate: stackInputs.recreate,
  recover: stackInputs.recover,
  skipResources: stackInputs.skipResources,
  protect: list().describe(
    'Types that must not be replaced or deleted, beside those of the environment; * stands for any text.',
  ),

  signingKey: signingKeyInput,
  region: text('AWS region. Default: that of the environment, else of the shell.'),
  account: text('AWS account that the credentials must belong to, twelve digits.'),
  role: text('Role to assume for all calls. Default: that of the environment.'),
  ...networkInputs,
})

export type DeployInputs = z.output<typeof deployInputs>
