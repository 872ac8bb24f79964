import { join } from 'node:path'
import { z } from 'zod'
import { sizedLimits } from '../../core/documents/document-limits.ts'
import { parseOptionalRecord } from '../../core/documents/stored-record.ts'
import type { Files } from '../../core/ports/files.ts'
import type { StageError } from '../../core/run/stage-error.ts'
import type { Example } from './closing.ts'

const activity = z.object({
  kind: z.string(),
  status: z.string(),
  caller: z.string().optional(),
  title: z.string(),
  request: z
    .object({
      document: z.string().optional(),
      role: z.string().optional(),
      variables: z.record(z.string(), z.unknown()).optional(),
    })
    .optional(),
})
/** The parts of the gate's report that are read here. */
const reportSchema = z.object({
  scenarios: z.array(z.object({ activities: z.array(activity).optional() })).optional(),
})
const reportLimits = sizedLimits(64 * 1024 * 1024, 100)

/**
 * Finds the first mutation and the first query with the API key that passed the gate, as requests that are known to
 * work.
 * @param tell called if the report of the gate cannot be read; there are no examples then
 */
export async function findExamples(
  files: Files,
  reports: string,
  tell: (failure: StageError) => void,
): Promise<readonly Example[]> {
  const name = join(reports, 'quality-gate.json')
  const text = await files.findText(name)
  if (text === undefined) return []
  const stored = {
    name,
    reason: 'file-unreadable',
    hint: undefined,
    limits: reportLimits,
    halfCharacters: 'kept',
  } as const
  const { scenarios = [] } = parseOptionalRecord(text, reportSchema, stored, tell) ?? {}
  const activities = scenarios
    .flatMap((scenario) => scenario.activities ?? [])
    .filter(({ status }) => status === 'passed')
  const found: Example[] = []
  const mutation = activities.findIndex(({ kind, request }) => kind === 'mutation' && request?.document)
  if (mutation >= 0) found.push(exampleOf(activities[mutation]!, roleBefore(activities.slice(0, mutation))))
  const query = activities.find(
    ({ kind, caller, request }) => kind === 'query' && caller === 'api-key' && request?.document,
  )
  if (query) found.push(exampleOf(query, undefined))
  return found
}

type Activity = z.output<typeof activity>

function exampleOf({ caller, request }: Activity, role: string | undefined): Example {
  const signedIn = caller !== 'api-key'
  return {
    document: request?.document ?? '',
    variables: request?.variables ?? {},
    signedIn,
    ...(signedIn && role !== undefined && { role }),
  }
}

function roleBefore(activities: readonly Activity[]): string | undefined {
  return activities.findLast(({ kind }) => kind === 'grant-role')?.request?.role
}
