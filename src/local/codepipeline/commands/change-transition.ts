import { outboundTransitionOf } from '../machine/decisions.ts'
import { currentDeclaration, type Machine } from '../machine/machine.ts'
import { setOwn } from '../machine/set-own.ts'
import { stageNamed } from './find.ts'

/** What a request about a transition says. */
export interface TransitionChange {
  readonly stageName: string
  readonly transitionType?: 'Inbound' | 'Outbound'
  /** Why nothing may pass; undefined enables the transition. */
  readonly reason: string | undefined
  /** ARN of whoever asks. */
  readonly by: string
}

/** Enables or disables the transition into a stage, or out of it. @throws ServiceFault StageNotFound */
export function changeTransition({ pipeline, now }: Machine, change: TransitionChange): void {
  const { stageName, transitionType, reason, by } = change
  stageNamed(pipeline, stageName)
  const names = currentDeclaration(pipeline).stages.map(({ name }) => name)
  const into = transitionType === 'Outbound' ? outboundTransitionOf(names, stageName) : stageName
  if (into === undefined) return
  if (reason === undefined) delete pipeline.transitions[into]
  else setOwn(pipeline.transitions, into, { reason, at: now(), by })
}
