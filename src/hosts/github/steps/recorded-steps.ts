import { z } from 'zod'
import { parseOptionalRecord } from '../../../core/documents/stored-record.ts'
import type { LineStep } from '../../../core/run/report.ts'

const stepsSchema = z.array(
  z.object({
    stage: z.string(),
    environment: z.string().exactOptional(),
    outcome: z.string(),
    detail: z.string().exactOptional(),
  }),
)

/**
 * The steps in the text of a record that `rememberSteps` wrote.
 * @returns undefined for a damaged record
 */
export function recordedSteps(text: string, file: string): readonly LineStep[] | undefined {
  return parseOptionalRecord(text, stepsSchema, { name: file, reason: 'file-unreadable', hint: undefined })
}
