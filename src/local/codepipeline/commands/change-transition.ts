import type { Machine } from '../machine/machine.ts'
import { setOwn } from '../machine/set-own.ts'
import { stageNamed } from './find.ts'

/** What a request about a transition says. The local service knows inbound transitions, as the console does. */
export interface TransitionChange {
  readonly stageName: string
  /** Why nothing may enter; undefined enables the transition. */
  readonly reason: string | undefined
  /** ARN of whoever asks. */
  readonly by: string
}

/** Enables or disables the transition into a stage. @throws ServiceFault StageNotFound */
export function changeTransition({ pipeline, now }: Machine, { stageName, reason, by }: TransitionChange): void {
  stageNamed(pipeline, stageName)
  if (reason === undefined) delete pipeline.transitions[stageName]
  else setOwn(pipeline.transitions, stageName, { reason, at: now(), by })
}
