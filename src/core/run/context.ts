import type { Aws } from '../ports/aws.ts'
import type { Clock } from '../ports/clock.ts'
import type { Files } from '../ports/files.ts'
import type { Git } from '../ports/git.ts'
import type { Http } from '../ports/http.ts'
import type { Processes } from '../ports/processes.ts'
import type { Report } from './report.ts'
import type { RunIdentity } from './run-identity.ts'

/** Everything that a stage may access. */
export interface Context {
  readonly aws: Aws
  readonly files: Files
  readonly processes: Processes
  readonly git: Git
  readonly http: Http
  readonly clock: Clock
  /** Command of a Python of at least 3.11; only its standard library is available. */
  readonly interpreter: () => Promise<string>
  /** Command of a Python with the packages of `runtime/python`, prepared on first use. */
  readonly python: () => Promise<string>
  /** `toolkit` contains `templates/` and `runtime/`; `cache` is for files that can be made again. */
  readonly folders: { readonly toolkit: string; readonly cache: string }
  readonly report: (event: Report) => void
  /** The identity of this run. */
  readonly run: RunIdentity
  /**
   * Who approves a plan by giving its fingerprint. Undefined on a host where another person approves before the run
   * continues.
   */
  readonly approver?: string
  /** The page of the run that shows its uploaded files, and its name; undefined on a host without such a page. */
  readonly keptFiles?: { readonly name: string; readonly url: string }
  /** The same for every attempt of a run that the host can repeat; undefined on a host that cannot. */
  readonly repeatableRun?: string
  readonly signal: AbortSignal
}
