import { z } from 'zod'
import { sizedLimits } from '../../../core/documents/document-limits.ts'
import { parseOptionalRecord } from '../../../core/documents/stored-record.ts'

/** Limits for the characters of a text, the texts of a case, and the cases: far more than a model has. */
const limits = { text: 4_000, name: 500, warnings: 20, results: 20_000 }

const text = (characters: number) =>
  z.string().transform((value) => (value.length > characters ? `${value.slice(0, characters)}…` : value))

const result = z.object({
  /** `<SubDomain>.<Aggregate>.<Flow>` */
  flow: text(limits.name),
  name: text(limits.name),
  /** Relative to the model folder. */
  file: text(limits.name),
  line: z.int().min(1).max(10_000_000),
  status: z.enum(['passed', 'failed']),
  seconds: z.number().min(0).max(1_000_000),
  /** The expected and the actual result, line by line; empty if it passed. */
  message: text(limits.text),
  warnings: z
    .array(text(limits.text))
    .transform((warnings) => warnings.slice(0, limits.warnings))
    .readonly(),
})

/** The result of one test case of the model. */
export type UnitTestResult = Readonly<z.output<typeof result>>

/**
 * Parses the results that the tests of an application wrote (`--case-results`), in the order of the files. Long texts
 * are truncated.
 * @returns undefined if the file is invalid, because the run was interrupted or code of the model wrote it
 */
export function parseUnitTestResults(json: string): readonly UnitTestResult[] | undefined {
  return parseOptionalRecord(json, z.array(result).max(limits.results), stored)
}

const stored = {
  name: 'the file of the results',
  reason: 'unit-tests-failed',
  hint: undefined,
  limits: sizedLimits(16 * 1024 * 1024, 5),
  halfCharacters: 'kept',
} as const
