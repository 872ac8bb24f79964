import type { Aws } from '../ports/aws.ts'
import type { Clock } from '../ports/clock.ts'
import type { Files } from '../ports/files.ts'
import type { Git } from '../ports/git.ts'
import type { Http } from '../ports/http.ts'
import type { Processes } from '../ports/processes.ts'
import type { Report } from './report.ts'
import type { RunIdentity } from './run-identity.ts'

/** The whole list of what a stage may touch. */
export interface Context {
  readonly aws: Aws
  readonly files: Files
  readonly processes: Processes
  readonly git: Git
  readonly http: Http
  readonly clock: Clock
  /** Command of a Python of at least 3.11, with its standard library alone. */
  readonly interpreter: () => Promise<string>
  /** Command of a Python that has the packages of `runtime/python`; made ready on first use. */
  readonly python: () => Promise<string>
  /** `toolkit` holds `templates/` and `runtime/`; `cache` holds what can be made again. */
  readonly folders: { readonly toolkit: string; readonly cache: string }
  readonly report: (event: Report) => void
  /** Which run this is. */
  readonly run: RunIdentity
  /** Who approves a plan by giving its fingerprint; undefined where a run goes on once somebody else lets it. */
  readonly approver?: string
  /** The page of the run that shows the files which it keeps, and what it is called; undefined where a run keeps none. */
  readonly keptFiles?: { readonly name: string; readonly url: string }
  readonly signal: AbortSignal
}
