import { z } from 'zod'

const result = z.object({
  /** `<SubDomain>.<Aggregate>.<Flow>` */
  flow: z.string(),
  name: z.string(),
  /** Relative to the model folder. */
  file: z.string(),
  line: z.number(),
  status: z.enum(['passed', 'failed']),
  seconds: z.number(),
  /** What was expected and what came, in lines; empty when it passed. */
  message: z.string(),
  warnings: z.array(z.string()).readonly(),
})

/** One modelled test case and how it went. */
export type UnitTestResult = Readonly<z.output<typeof result>>

/**
 * What the tests of an application wrote down (`--case-results`), in the order of the files.
 * @throws Error when it is no such file: the run was cut short, and its own output says why
 */
export function parseUnitTestResults(json: string): readonly UnitTestResult[] {
  return z.array(result).parse(JSON.parse(json))
}
