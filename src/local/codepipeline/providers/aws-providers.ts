import type { PipelineServices } from '../../../aws/pipeline-actions/pipeline-services.ts'
import { invokeFunction } from './lambda-invoke.ts'
import { askApproval } from './manual-approval.ts'
import type { Providers } from './perform.ts'
import { fetchObject } from './s3-source.ts'

/** Providers that reach services of the emulator. */
export function awsProviders(services: PipelineServices): Providers {
  return {
    'Approval/AWS/Manual': (order) => askApproval(services, order),
    'Source/AWS/S3': (order) => fetchObject(services, order),
    'Invoke/AWS/Lambda': (order) => invokeFunction(services, order),
  }
}
