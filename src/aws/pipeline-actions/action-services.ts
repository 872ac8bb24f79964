import type { AwsCredentials } from '../client-configuration.ts'
import { type AlarmState, alarmState } from './alarm-state.ts'
import { type ArtifactObjects, artifactObjects } from './artifact-objects.ts'
import type { JobObjects } from './artifact-session.ts'
import { callFunction, type FunctionAnswer } from './function-call.ts'
import type { ActionIdentity, PipelineServices } from './pipeline-services.ts'
import { type PipelineProgress, type PipelineStart, pipelineProgress, startPipeline } from './pipeline-starts.ts'
import { type StackOperations, stackOperations } from './stack-operations.ts'

/** What actions and rules reach that AWS provides itself, each as the role that it runs as. */
export interface ActionServices {
  artifactCredentials(identity: ActionIdentity, objects: JobObjects): Promise<AwsCredentials>
  /** @param as `account` for what the service itself knows, and a role needs no right for */
  stacks(identity: ActionIdentity, as?: 'role' | 'account'): StackOperations
  objects(identity: ActionIdentity): ArtifactObjects
  alarmState(identity: ActionIdentity, name: string): Promise<AlarmState | undefined>
  startPipeline(identity: ActionIdentity, start: PipelineStart): Promise<string>
  /** Reads what the service itself knows: the role needs no right for it. */
  pipelineProgress(identity: ActionIdentity, name: string, id: string): Promise<PipelineProgress>
  /** Invokes a function, and waits for its end. */
  callFunction(identity: ActionIdentity, name: string, payload: object, signal: AbortSignal): Promise<FunctionAnswer>
}

export function actionServices({ configure, artifactCredentials }: PipelineServices): ActionServices {
  return {
    artifactCredentials,
    stacks: (identity, as) => stackOperations(configure(identity, as)),
    objects: (identity) => artifactObjects(configure(identity)),
    alarmState: (identity, name) => alarmState(configure(identity), name),
    startPipeline: (identity, start) => startPipeline(configure(identity), start),
    pipelineProgress: (identity, name, id) => pipelineProgress(configure(identity, 'account'), name, id),
    callFunction: (identity, ...request) => callFunction(configure(identity), ...request),
  }
}
