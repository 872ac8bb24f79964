import { command, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import type { EvidenceStage } from './origin.ts'
import type { StoredEvidence } from './read-evidence.ts'
import { predicates, type Statement } from './statement.ts'

/** Everything that a statement must agree with. */
export interface Expectation<Stage extends EvidenceStage = EvidenceStage> {
  readonly stage: Stage
  readonly environment: string
  readonly application: string
  /** Digest of the release's manifest, hex. */
  readonly release: string
  readonly account: string
  readonly region: string
  readonly stackId: string
  /** Digest of the gate.json in the release's manifest; null when it has none. */
  readonly gate: string | null
}

/**
 * Reads evidence, and compares it with what is expected.
 * @throws StageError `evidence-mismatch` that names both values of the first difference
 */
export function checkStatement<Stage extends EvidenceStage>(
  evidence: Pick<StoredEvidence, 'bucket' | 'key' | 'opened'>,
  expected: Expectation<Stage>,
): Statement<Stage> {
  const where = `s3://${evidence.bucket}/${evidence.key}`
  const statement = evidence.opened.statement as Partial<Statement<Stage>>
  const agree = (what: string, said: unknown, wanted: unknown) => {
    if (said !== wanted) throw mismatch(where, expected, `${what} ${shown(said)}, not ${shown(wanted)}`)
  }
  const subjects: readonly unknown[] = Array.isArray(statement.subject) ? statement.subject : []
  if (subjects.length !== 1) throw mismatch(where, expected, `it has ${subjects.length} subjects, not one`)
  const subject = subjects[0] as { readonly name?: unknown; readonly digest?: { readonly sha256?: unknown } } | null
  agree('it is about release', subject?.digest?.sha256, expected.release)
  agree('its subject is', subject?.name, expected.application)
  const { type, schema } = predicates[expected.stage]
  agree('its predicate type is', statement.predicateType, type)
  agree('it was written by stage', (statement.predicate as Partial<Expectation> | undefined)?.stage, expected.stage)
  const parsed = schema.safeParse(statement.predicate)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw mismatch(where, expected, `predicate.${issue!.path.join('.')}: ${issue!.message}`)
  }
  const { environment, application, account, region, stackId, gate } = parsed.data
  agree('it is about application', application, expected.application)
  agree('it is about environment', environment, expected.environment)
  agree('it is about account', account, expected.account)
  agree('it is about region', region, expected.region)
  agree('it is about stack', stackId, expected.stackId)
  agree('the gate definition was', gate, expected.gate)
  return { ...statement, predicate: parsed.data } as Statement<Stage>
}

function mismatch(where: string, { stage, environment }: Expectation, what: string): StageError {
  return new StageError('evidence-mismatch', `${where} is not evidence of ${stage}@${environment}: ${what}`, {
    hint: next`run it again: ${command(stage, { environment })}; and find out who wrote this evidence`,
  })
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return 'none'
  return (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 200)
}
