import { join } from 'node:path'
import type { Files } from '../../core/ports/files.ts'
import type { Example } from './closing.ts'

/** What is read of the gate's report; it is our own file, and a foreign one gives no examples. */
interface Report {
  readonly scenarios?: readonly {
    readonly activities?: readonly {
      readonly kind: string
      readonly status: string
      readonly caller?: string
      readonly title: string
      readonly request?: {
        readonly document?: string
        readonly role?: string
        readonly variables?: Readonly<Record<string, unknown>>
      }
    }[]
  }[]
}

/** The first mutation and the first query with the API key that passed the gate: requests that are known to work. */
export async function findExamples(files: Files, reports: string): Promise<readonly Example[]> {
  const text = await files.findText(join(reports, 'quality-gate.json'))
  if (text === undefined) return []
  const { scenarios = [] } = JSON.parse(text) as Report
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

type Activity = NonNullable<NonNullable<Report['scenarios']>[number]['activities']>[number]

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
