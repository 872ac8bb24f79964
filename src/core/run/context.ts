import type { Aws } from '../ports/aws.ts'
import type { Clock } from '../ports/clock.ts'
import type { Files } from '../ports/files.ts'
import type { Forge } from '../ports/forge.ts'
import type { Git } from '../ports/git.ts'
import type { Http } from '../ports/http.ts'
import type { Processes } from '../ports/processes.ts'
import type { Report } from './report.ts'
import type { RunIdentity } from './run-identity.ts'

/** What somebody approved, by digests of 64 hexadecimal digits. */
export interface ApprovedContent {
  readonly release: string
  /** Full fingerprint. */
  readonly plan: string
}

/** Why a run brings back an earlier state, with the values of the run that it goes back to. */
export type Rollback =
  | { readonly kind: 'asked-for' }
  | {
      /** It began after a failure. */
      readonly kind: 'by-itself'
      /** Whether a run that evidence names is one of those that failed; undefined when the host does not know them. */
      readonly isFailed: ((run: Pick<RunIdentity, 'host' | 'id'>) => boolean) | undefined
    }

/** Everything that a stage may access. */
export interface Context {
  readonly aws: Aws
  readonly files: Files
  readonly processes: Processes
  readonly git: Git
  readonly http: Http
  readonly clock: Clock
  /**
   * GitHub with the token of this run, loaded on first use. Left out where there is no token; `forgeOf` explains that.
   * @param repository `owner/name`; by default the one of the job, in a terminal that of the remote `origin`
   * @throws StageError `input-missing` when no repository is known, `input-invalid`
   */
  readonly forge?: (repository?: string) => Promise<Forge>
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
   * Who approved a plan, by name or ARN; undefined when nobody did. Left out on a host that does not know who approved
   * before the run continued.
   * @throws StageError `approval-differs` when something else was approved
   */
  readonly approver?: (approved: ApprovedContent) => Promise<string | undefined>
  /** Whether this run brings back an earlier state, and why. Left out on a host that never does so. */
  readonly rollsBack?: () => Promise<Rollback | undefined>
  /** The page of the run that shows its uploaded files, and its name; undefined on a host without such a page. */
  readonly keptFiles?: { readonly name: string; readonly url: string }
  /** The same for every attempt of a run that the host can repeat; undefined on a host that cannot. */
  readonly repeatableRun?: string
  readonly signal: AbortSignal
}
