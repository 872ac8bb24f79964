import { z } from 'zod'
import type { RunIdentity } from '../../core/run/run-identity.ts'
import { parseStackId, stackIdentity } from '../stack-identity.ts'

/** Stages that leave evidence on a release. */
const evidenceStages = ['quality-gate', 'deploy', 'approval'] as const

export type EvidenceStage = (typeof evidenceStages)[number]

/** A digest in statements and records: SHA-256, lower-case hex. */
export const digestSchema = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits')

/** The origin that every statement names: the stack, the run, and the definition of the gate. */
export const originSchema = z.object({
  stage: z.enum(evidenceStages),
  environment: z.string(),
  application: z.string(),
  account: z.string().regex(/^\d{12}$/, 'expected twelve digits'),
  region: z.string().min(1),
  stackId: z.string().refine((id) => parseStackId(id) !== undefined, 'expected the id of a stack'),
  /** Digest of the release's gate.json; null for a release without scenarios. */
  gate: digestSchema.nullable(),
  /** The run that made it, as its host names it. */
  run: z.object({
    host: z.string().min(1),
    id: z.string().min(1),
    actor: z.string().nullable(),
    url: z.string().nullable(),
  }),
  /** ISO 8601, UTC, by the writer's clock. For people only; never compared. */
  writtenAt: z.string(),
})

export type Origin = z.output<typeof originSchema>

/** The facts of an origin that a writer knows; account and region are those of the stack. */
export interface OriginFacts {
  readonly stage: EvidenceStage
  readonly environment: string
  readonly application: string
  readonly stackId: string
  readonly gate: string | undefined
  readonly run: RunIdentity
  readonly now: Date
}

export function originOf({ stage, environment, application, stackId, gate, run, now }: OriginFacts): Origin {
  const { account, region } = stackIdentity(stackId)
  const { host, id, actor = null, url = null } = run
  return {
    stage,
    environment,
    application,
    account,
    region,
    stackId,
    gate: gate ?? null,
    run: { host, id, actor, url },
    writtenAt: now.toISOString(),
  }
}
