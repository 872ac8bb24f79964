import type { GateDefinition } from '../../core/gate/gate-definition.ts'
import type { Clock } from '../../core/ports/clock.ts'
import type { GateServices } from '../../core/ports/gate-services.ts'
import type { Http } from '../../core/ports/http.ts'
import type { Report } from '../../core/run/report.ts'
import type { GateStack, GateTarget } from './gate-target.ts'
import type { Secrets } from './secrets.ts'

/** The options of a gate run. */
export interface GateOptions {
  readonly definition: GateDefinition
  readonly environment: string
  readonly stack: GateStack
  /** Digest of the tested release, hex. */
  readonly release?: string
  /**
   * Whether databases and users are cleaned when the definition asks for it. `allowed` cleans, `forbidden` refuses such
   * a gate, and `skip` tests with the existing data. An environment called production is never cleaned.
   */
  readonly cleaning: 'allowed' | 'forbidden' | 'skip'
  /** How many scenarios run at the same time; each lane has its own users. */
  readonly lanes: number
  /** Runs this scenario and all that it extends. */
  readonly scenario?: string
  /** ISO 8601, UTC. The gate does not wait for a deployment that is older than the stored traces. */
  readonly deployedAt?: string
  readonly traceTimeoutSeconds: number
  readonly queryTimeoutSeconds: number
  /** How long events and traces may take to arrive after the last scenario. */
  readonly settleSeconds: number
}

/** What a run uses: some members of Context, and the services of the environment. */
export interface GatePorts {
  readonly services: GateServices
  readonly http: Http
  readonly clock: Clock
  readonly report: (event: Report) => void
  readonly signal: AbortSignal
}

/** A run in progress. */
export interface GateRun {
  readonly options: GateOptions
  readonly ports: GatePorts
  readonly target: GateTarget
  readonly secrets: Secrets
  /** Milliseconds since the run began. */
  readonly since: () => number
  /** Scenario by trace id, for every mutation that was sent. */
  readonly traceIds: Map<string, string>
}
