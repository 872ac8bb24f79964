import { gateFile, templateFile } from '../../core/file-names.ts'
import { StageError } from '../../core/run/stage-error.ts'
import type { Model } from '../model/types/model.ts'
import { applicationOf } from '../names.ts'
import type { FileTree } from '../resources.ts'
import { descriptionOf } from './description.ts'
import type { FunctionPlan } from './function-plan.ts'
import { outputs } from './outputs.ts'
import { planFunctions } from './plan-functions.ts'
import { renderApiResources } from './render-api-resources.ts'
import { renderBucket } from './render-bucket.ts'
import { renderFunction, renderLayers } from './render-function.ts'
import { renderStart, renderUndelivered } from './render-start.ts'
import { renderUsers } from './render-users.ts'
import { renderTables } from './tables.ts'
import { attribute, ref, type TemplateResource, type TemplateResources } from './template.ts'

/** cfn-lint's warning about local paths, which `package` resolves. */
const localPaths = 'W3002'

/** A template may have so many resources (CloudFormation quotas). */
const resourceLimit = 500

/**
 * The CloudFormation template of an application, as `template.json`, with local paths only.
 * @throws StageError `template-invalid` above 500 resources, `model-invalid` when two names give one logical id
 */
export function renderInfrastructure(model: Model): FileTree {
  const functions = planFunctions(model)
  const resources: TemplateResources = [
    ...renderTables(),
    ['EventBus', { Type: 'AWS::Events::EventBus', Properties: { Name: ref('AWS::StackName') } }],
    ...renderUndelivered(),
    ...renderUsers(),
    ...renderBucket(),
    ...renderLayers(),
    ...functions.flatMap((plan) => [...renderFunction(plan), ...renderStart(plan)]),
    ...renderApiResources(model),
  ]
  const all = byLogicalId([...resources, ['AfterDeploymentTrigger', afterDeployment(resources)]])
  const template = {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: descriptionOf(model),
    Metadata: {
      Liftlock: { Application: applicationOf(model), Gate: gateFile },
      'cfn-lint': { config: { ignore_checks: [localPaths] } },
    },
    Parameters: { ...parameters, ...(functions.some(usesCdn) ? cdnParameter : {}) },
    Resources: all,
    Outputs: outputs,
  }
  return new Map([[templateFile, `${JSON.stringify(template, undefined, 2)}\n`]])
}

const parameters = {
  LiftlockRelease: {
    Type: 'String',
    Default: 'none',
    Description: 'Digest of the release that is deployed',
  },
  ApiKeyExpires: {
    Type: 'Number',
    Description: 'When the API key expires, in seconds since 1970',
  },
  LogLevel: {
    Type: 'String',
    Default: 'INFO',
    AllowedValues: ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'debug', 'info', 'warning', 'error'],
    Description: 'What functions log',
  },
}

/** Only for models that invalidate what a CDN holds. */
const cdnParameter = {
  CdnDistributionId: {
    Type: 'String',
    Default: 'none',
    AllowedPattern: '^(none|[A-Z0-9]+)$',
    Description: "The CloudFront distribution in front of the application's files",
  },
}

function usesCdn({ variables }: FunctionPlan): boolean {
  return variables.includes('CDN_DISTRIBUTION_ID')
}

/** Called when all else is in place: it waits for everything through which an event can travel. */
function afterDeployment(resources: TemplateResources): TemplateResource {
  const waitsFor = new Set([
    'AWS::AppSync::ApiKey',
    'AWS::AppSync::Resolver',
    'AWS::Lambda::EventInvokeConfig',
    'AWS::Lambda::EventSourceMapping',
    'AWS::Lambda::Permission',
    'AWS::S3::BucketPolicy',
  ])
  return {
    Type: 'Custom::AfterDeployment',
    DependsOn: resources.filter(([, { Type }]) => waitsFor.has(Type)).map(([logicalId]) => logicalId),
    Properties: {
      ServiceToken: attribute('AfterDeployment', 'Arn'),
      ServiceTimeout: 300,
      Release: ref('LiftlockRelease'),
    },
  }
}

function byLogicalId(resources: TemplateResources): Readonly<Record<string, TemplateResource>> {
  const seen = new Map<string, TemplateResource>()
  for (const [logicalId, resource] of resources) {
    if (seen.has(logicalId))
      throw new StageError('model-invalid', `two elements of the model give the resource ${logicalId}`, {
        hint: 'rename one of them',
      })
    seen.set(logicalId, resource)
  }
  if (seen.size > resourceLimit)
    throw new StageError(
      'template-invalid',
      `the application needs ${seen.size} resources, and a template may have ${resourceLimit}`,
      { hint: 'divide the model into two applications' },
    )
  return Object.fromEntries(seen)
}
