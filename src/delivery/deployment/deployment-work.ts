import { randomUUID } from 'node:crypto'
import type { AwsAccount } from '../../core/ports/aws.ts'
import type { Context } from '../../core/run/context.ts'
import { budgetOf, type CallBudget } from '../retry/call-budget.ts'
import { type PatientStacks, patientStacks } from '../retry/patient-stacks.ts'
import { type Patient, patient } from '../retry/transient.ts'
import type { DeploymentPermissions } from './deploy-options.ts'

/** How one run works on its stack, whatever it deploys: the service, how long, and what it calls before a change. */
export interface DeploymentWork {
  readonly account: Pick<AwsAccount, 'objects' | 'region'>
  /** The stacks of the account. */
  readonly stacks: PatientStacks
  readonly context: Pick<Context, 'clock' | 'files' | 'report' | 'signal'>
  readonly patient: Patient
  readonly budget: CallBudget
  /** Random text that only this run knows; tokens of calls that change something are derived from it. */
  readonly secret: string
  /** On the scale of the clock's `elapsed`, in milliseconds. */
  readonly deadline: number
  /** Called right before each call that changes the stack. If it throws, the run stops. */
  readonly guard: () => Promise<void>
}

const defaultTimeoutSeconds = 3600
/** How long calls are repeated, apart from those that follow an operation. */
const patienceSeconds = 120

/** Starts the clock of a deployment. */
export function deploymentWork(
  account: Pick<AwsAccount, 'objects' | 'region' | 'stacks'>,
  { timeoutSeconds = defaultTimeoutSeconds, guard }: Pick<DeploymentPermissions, 'timeoutSeconds' | 'guard'>,
  context: DeploymentWork['context'],
): DeploymentWork {
  const { stacks } = account
  const budget = budgetOf(stacks, context.clock)
  const repeated = patient(context, budget, Math.min(patienceSeconds, timeoutSeconds))
  return {
    account,
    stacks: patientStacks(stacks, repeated, { budget, signal: context.signal }),
    context,
    patient: repeated,
    budget,
    secret: randomUUID(),
    deadline: context.clock.elapsed() + timeoutSeconds * 1000,
    guard: () => repeated(async () => guard?.()),
  }
}
