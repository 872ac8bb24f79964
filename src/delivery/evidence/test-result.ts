import { z } from 'zod'
import { digestSchema, originSchema } from './origin.ts'

/** Predicate type of a gate's result (in-toto attestation catalogue, test-result v0.1). */
export const testResultType = 'https://in-toto.io/attestation/test-result/v0.1'

const counted = z
  .object({ covered: z.int().min(0), total: z.int().min(0) })
  .refine(({ covered, total }) => covered <= total, 'covered is larger than total')

/** The result of a gate, with its numbers. */
export const testResultSchema = originSchema.extend({
  stage: z.literal('quality-gate'),
  result: z.enum(['PASSED', 'WARNED', 'FAILED']),
  configuration: z.array(z.object({ name: z.string(), digest: z.object({ sha256: digestSchema }) })),
  /** Names of scenarios. */
  passedTests: z.array(z.string()),
  failedTests: z.array(z.string()),
  /** The test command that ran, as it was written; it is not part of the release. */
  testCommand: z.object({ line: z.string().min(1), exitCode: z.int() }).optional(),
  /** How many of the items in the gate definition were reached. */
  coverage: z.object({ events: counted, views: counted, queries: counted, projections: counted }),
  /** Why it failed; empty when it passed. */
  reasons: z.array(z.string()),
})

export type TestResult = z.output<typeof testResultSchema>
