import { z } from 'zod'
import { count, flag, list } from '../../core/stage.ts'

/** A flag that also takes `1` and `0`, as workflows for `aws-actions/aws-cloudformation-github-deploy` write it. */
function switchInput() {
  return z.preprocess((value) => (value === '1' ? true : value === '0' ? false : value), flag())
}

const text = (description: string) => z.string().optional().describe(description)

/**
 * What `deploy` takes. Names that `aws-actions/aws-cloudformation-github-deploy` v2 has too mean the same here, so that
 * a workflow changes by one line.
 */
export const deployInputs = z.object({
  release: text('Release to deploy: its digest, or a version. Needs an environment.'),
  environment: text('Environment of liftlock.yml, with its stack, parameters, bucket and policy.'),
  configuration: z.string().default('.').describe('Folder of liftlock.yml.'),
  application: text('Name of the application. Default: the one in liftlock.yml.'),

  name: text('Name of the stack. Default: that of the environment.'),
  template: text('Path or https:// address of a template (JSON or YAML), instead of a release.'),
  parameterOverrides: text(
    'Parameters: Name=Value by comma or line (values with commas in double quotes), a JSON or YAML mapping, a JSON list of ParameterKey and ParameterValue, or file:// and a path to one of these.',
  ),
  capabilities: list().describe(
    'Acknowledged capabilities. Default: CAPABILITY_IAM; for a release also CAPABILITY_NAMED_IAM.',
  ),
  tags: text('Tags of the stack, in the same forms as parameters (or a JSON list of Key and Value).'),
  roleArn: text('Service role that CloudFormation works with.'),
  notificationArns: list().describe('Topics that are told the events of the stack.'),
  terminationProtection: switchInput().describe('Protect the stack from deletion.'),
  disableRollback: switchInput().describe('Leave what a failed operation has made.'),
  timeoutInMinutes: count(1, 720)
    .default(60)
    .describe('How long to follow; the operation goes on after that, and a second run attaches to it.'),
  s3Bucket: text(
    'Bucket for templates above 51,200 bytes, and for LiftlockArtifactBucket. Default: that of the environment.',
  ),
  changeSetName: text('Name of the change set. Default: derived from what is deployed.'),
  includeNestedStacksChangeSet: z
    .enum(['auto', 'true', 'false', '1', '0'])
    .default('auto')
    .describe('Look into nested stacks; auto does when there are any.'),
  importExistingResources: switchInput().describe(
    'Adopt existing resources that have the fixed names of the template.',
  ),
  deploymentMode: z
    .enum(['STANDARD', 'REVERT_DRIFT'])
    .default('STANDARD')
    .describe('REVERT_DRIFT also takes back changes that were made by hand.'),
  noExecuteChangeset: switchInput().describe('Make the change set and leave it for somebody else to execute.'),
  noDeleteFailedChangeset: switchInput().describe('Leave a change set that failed, to be looked at.'),
  failOnEmptyChangeset: switchInput().describe('End as failed when there is nothing to change.'),

  planOnly: flag().describe('Write the plan and its fingerprint, and leave nothing behind in AWS.'),
  plan: text('Fingerprint of the approved plan, all 64 digits; any other plan is refused.'),
  report: text('Folder for plan.json. Default: the folder that --plan-only wrote to, build/report.'),
  recreate: flag().describe('Delete a stack whose creation failed, and create it anew.'),
  recover: flag().describe('Continue a rollback that failed, then deploy.'),
  skipResources: list().describe('With --recover: resources that the rollback leaves as they are.'),
  protect: list().describe(
    'Types that must not be replaced or deleted, beside those of the environment; * stands for any text.',
  ),

  region: text('AWS region. Default: that of the environment, else of the shell.'),
  account: text('AWS account that the credentials must belong to, twelve digits.'),
  role: text('Role to assume for all calls. Default: that of the environment.'),
})

export type DeployInputs = z.output<typeof deployInputs>
