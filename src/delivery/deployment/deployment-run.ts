import { randomUUID } from 'node:crypto'
import type { Stacks } from '../../core/ports/stacks.ts'
import type { Context } from '../../core/run/context.ts'
import type { UsualSeconds } from '../following/durations.ts'
import type { Following } from '../following/follow.ts'
import { budgetOf, type CallBudget } from '../retry/call-budget.ts'
import { type Patient, patient } from '../retry/transient.ts'
import type { DeploymentRequest } from './deploy-options.ts'
import { type WantedTemplate, wantedTemplate } from './wanted-template.ts'

/** What every step of one deployment needs. */
export interface DeploymentRun extends DeploymentRequest {
  readonly wanted: WantedTemplate
  readonly stacks: Stacks
  readonly context: Pick<Context, 'clock' | 'files' | 'report' | 'signal'>
  readonly patient: Patient
  readonly budget: CallBudget
  /** Random text that only this run knows; tokens of calls that change something are derived from it. */
  readonly secret: string
  /** On the scale of the clock's `elapsed`, in milliseconds. */
  readonly deadline: number
  following(usual: UsualSeconds): Following
}

const defaultTimeoutSeconds = 3600
/** How long calls are repeated, apart from those that follow an operation. */
const patienceSeconds = 120

/** Starts the clock of a deployment, and reads its template. @throws StageError `template-invalid`, `input-missing` */
export async function deploymentRun(
  request: DeploymentRequest,
  context: DeploymentRun['context'],
): Promise<DeploymentRun> {
  const { desired, permitted, shown } = request
  const { stacks } = desired.account
  const timeoutSeconds = permitted.timeoutSeconds ?? defaultTimeoutSeconds
  const deadline = context.clock.elapsed() + timeoutSeconds * 1000
  const budget = budgetOf(stacks, context.clock)
  return {
    desired,
    permitted,
    shown,
    wanted: await wantedTemplate(desired),
    stacks,
    context,
    budget,
    secret: randomUUID(),
    deadline,
    patient: patient(context, budget, Math.min(patienceSeconds, timeoutSeconds)),
    following: (usual) => ({ stacks, context, budget, deadline, usual }),
  }
}
