import { type ActionServices, actionServices } from '../../../aws/pipeline-actions/action-services.ts'
import type { ActionIdentity, PipelineServices } from '../../../aws/pipeline-actions/pipeline-services.ts'
import type { Order, Perform } from '../service/perform-work.ts'
import { deployStack } from './cloudformation/deploy-stack.ts'
import { identityOf } from './identity.ts'
import { invokePipeline } from './invoke-pipeline.ts'
import { invokeFunction } from './lambda-invoke.ts'
import { callRule } from './lambda-rule.ts'
import { askApproval } from './manual-approval.ts'
import type { Providers } from './perform.ts'
import { watchAlarm } from './rules/cloud-watch-alarm.ts'
import { awaitWindow } from './rules/deployment-window.ts'
import { deployToBucket } from './s3-deploy.ts'
import { fetchObject } from './s3-source.ts'

/** Providers that reach services of the emulator. */
export function awsProviders(services: PipelineServices): Providers {
  const actions = actionServices(services)
  type Work = (reached: ActionServices, order: Order, identity: ActionIdentity) => ReturnType<Perform>
  const asItsRole =
    (work: Work): Perform =>
    (order) =>
      work(actions, order, identityOf(order))
  return {
    'Approval/AWS/Manual': (order) => askApproval(services, order),
    'Source/AWS/S3': (order) => fetchObject(services, order),
    'Invoke/AWS/Lambda': (order) => invokeFunction(services, order),
    'Deploy/AWS/CloudFormation': asItsRole(deployStack),
    'Deploy/AWS/S3': asItsRole(deployToBucket),
    'Invoke/AWS/CodePipeline': asItsRole(invokePipeline),
    'Rule/CloudWatchAlarm': asItsRole(watchAlarm),
    'Rule/DeploymentWindow': awaitWindow,
    'Rule/LambdaInvoke': asItsRole(callRule),
  }
}
