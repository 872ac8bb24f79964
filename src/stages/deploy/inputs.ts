import { z } from 'zod'
import { flag, list, mapping } from '../../core/inputs/kinds.ts'
import { networkInputs } from '../../core/inputs/network-inputs.ts'
import { runInputs, stackInputs, switchInput } from '../../delivery/deployment/stack-inputs.ts'
import { bucketInput, environmentInput, stackInput, targetInputs } from '../../delivery/environment/target-inputs.ts'
import { signingKeyInput } from '../../delivery/evidence/signing/signing-fields.ts'

const text = (description: string) => z.string().optional().describe(description)

/** Converts the upper-case spellings of true and false in YAML to lower case. */
const asWritten = (value: unknown) =>
  typeof value === 'string' && /^(?:True|TRUE|False|FALSE)$/.test(value) ? value.toLowerCase() : value

/**
 * The inputs of `deploy`. Inputs that share a name with version 2 of `aws-actions/aws-cloudformation-github-deploy`
 * mean the same here, so a workflow moves by changing one line.
 */
export const deployInputs = z.object({
  release: text('Release to deploy: its digest, or a version. Needs an environment.'),
  archive: text(
    'Release that package exported to this file, which needs no bucket: with {plan-only} and an environment, a preview of it.',
  ),
  environment: environmentInput,
  ...targetInputs,
  bucket: bucketInput.describe(
    'Artifact bucket; templates above 51,200 bytes are uploaded to it too. Default: that of the environment.',
  ),

  mode: z
    .enum(['create-and-execute', 'create-only', 'execute-only'])
    .default('create-and-execute')
    .describe('create-only makes a change set for a later run to execute; execute-only executes an existing one.'),
  executeChangeSetId: text('Full ARN of the change set that execute-only executes.'),

  stack: stackInput,
  name: text('The same as {stack}; the AWS action uses this name.'),
  template: text('Path or https:// address of a template (JSON or YAML), instead of a release.'),
  parameterOverrides: mapping().describe(
    'Parameters as Name=Value, separated by comma, line or blank. Quote values with commas; a repeated name is a list. Or a JSON or YAML mapping, a list of ParameterKey with ParameterValue or UsePreviousValue, or file:// and a path.',
  ),
  capabilities: stackInputs.capabilities,
  tags: mapping().describe(
    'Tags of the stack, in the same forms as parameters (or a list of Key and Value); [] removes all tags.',
  ),
  roleArn: stackInputs.roleArn,
  notificationArns: list().describe('SNS topics that receive the events of the stack.'),
  terminationProtection: switchInput().describe('Protect the stack from deletion, even if nothing else changes.'),
  disableRollback: switchInput().describe('Keep what a failed operation has made, instead of rolling it back.'),
  timeoutInMinutes: runInputs.timeoutInMinutes,
  clientConfiguration: runInputs.clientConfiguration,
  s3Bucket: text('The same as {bucket}; the AWS action uses this name.'),
  s3Prefix: text('Prefix in the bucket for templates above 51,200 bytes. Default: blobs/sha256.'),
  changeSetName: text('Name of the change set. Default: derived from what is deployed.'),
  includeNestedStacksChangeSet: z
    .preprocess(asWritten, z.enum(['auto', 'true', 'false', '1', '0']).default('auto'))
    .describe('Include the changes of nested stacks; auto does so when the template has any.'),
  importExistingResources: stackInputs.importExistingResources,
  deploymentMode: z
    .enum(['STANDARD', 'REVERT_DRIFT'])
    .default('STANDARD')
    .describe('REVERT_DRIFT also reverts changes that were made by hand.'),
  noExecuteChangeset: switchInput().describe('The same as {mode} create-only.'),
  noDeleteFailedChangeset: switchInput().describe('Keep a failed change set, so that you can look at it.'),
  failOnEmptyChangeset: switchInput().describe('Fail when there is nothing to change.'),
  noFailOnEmptyChangeset: z
    .preprocess(asWritten, z.enum(['true', 'false', '1', '0']).optional())
    .describe('The opposite of {fail-on-empty-changeset}; version 1 of the AWS action uses this name.'),

  planOnly: flag().describe('Write the plan and its fingerprint, and leave nothing behind in AWS.'),
  plan: runInputs.plan,
  report: text('Folder for plan.json. Default: build/report, when a plan is made or executed.'),
  recreate: stackInputs.recreate,
  recover: stackInputs.recover,
  skipResources: stackInputs.skipResources,
  protect: list().describe(
    'Resource types that must not be replaced or deleted, added to those of the environment; * matches any text.',
  ),

  signingKey: signingKeyInput,
  ...networkInputs,
})

export type DeployInputs = z.output<typeof deployInputs>
