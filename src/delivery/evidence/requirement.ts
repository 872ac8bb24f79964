import { z } from 'zod'
import { defined } from '../../core/run/defined.ts'

/** Stages whose evidence an environment may require. */
export const requirableStages = ['quality-gate', 'deploy'] as const

/** What a release needs before it may be deployed to an environment. */
export interface Requirement {
  readonly stage: (typeof requirableStages)[number]
  readonly environment: string
  /** How many scenarios must have passed. */
  readonly scenarios: number
  /** Minimum percentages of coverage; an empty list has a coverage of 0. */
  readonly events?: number
  readonly views?: number
  /** Digest of the only accepted gate.json. */
  readonly gate?: string
  /** The only test command that counts. */
  readonly testCommand?: string
  /** Names of declared signers, one of whom must have signed. When empty, unsigned evidence is accepted. */
  readonly signers: readonly string[]
}

const evidence = z
  .string()
  .regex(/^[a-z][a-z0-9-]*@[A-Za-z0-9][A-Za-z0-9-]*$/, 'expected <stage>@<environment>')
  .describe('Evidence, as <stage>@<environment>.')

const detailed = z
  .strictObject({
    evidence,
    scenarios: z
      .int('expected a whole number')
      .min(1, 'expected at least 1')
      .default(1)
      .describe('How many scenarios must have passed at least.'),
    events: percentage('Percentage of the events that must have been published.'),
    views: percentage('Percentage of the views that must have been queried.'),
    gate: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'expected the SHA-256 of a gate.json, 64 hexadecimal digits')
      .optional()
      .describe('SHA-256 of the only gate.json that counts.'),
    'test-command': z
      .string()
      .min(1)
      .optional()
      .describe('The only test command that counts, as it was given to the gate.'),
    signers: z
      .array(z.string())
      .min(1, 'expected at least one name')
      .optional()
      .describe('Names of signers, one of whom must have signed it.'),
  })
  .describe('Evidence with the least that it has to show.')

/** One entry of `requires`: text, or an object with minimum values. */
export const requirementSchema = z
  .union([evidence.transform((text) => ({ evidence: text })), detailed])
  .transform((given): GivenRequirement => ({ scenarios: 1, ...given }))

/** An entry as it was read; its stage and environment are not checked yet. */
export interface GivenRequirement {
  readonly evidence: string
  readonly scenarios: number
  readonly events?: number | undefined
  readonly views?: number | undefined
  readonly gate?: string | undefined
  readonly 'test-command'?: string | undefined
  readonly signers?: readonly string[] | undefined
}

function percentage(what: string) {
  return z
    .number('expected a number')
    .min(0, 'expected a percentage from 0 to 100')
    .max(100, 'expected a percentage from 0 to 100')
    .optional()
    .describe(what)
}

/** The stage and the environment in a text `<stage>@<environment>`. */
export function partsOf(text: string): { readonly stage: string; readonly environment: string } {
  const [stage = '', environment = ''] = text.split('@')
  return { stage, environment }
}

/** A requirement whose stage is one of `requirableStages`, as `unknownReferences` has checked. */
export function requirementOf({ evidence: text, events, views, gate, ...given }: GivenRequirement): Requirement {
  const testCommand = given['test-command']
  const { stage, environment } = partsOf(text)
  return {
    stage: stage as Requirement['stage'],
    environment,
    scenarios: given.scenarios,
    ...defined({ events, views, gate, testCommand }),
    signers: given.signers ?? [],
  }
}
