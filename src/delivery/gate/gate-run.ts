import type { GateDefinition } from '../../core/gate/gate-definition.ts'
import type { Clock } from '../../core/ports/clock.ts'
import type { GateServices } from '../../core/ports/gate-services.ts'
import type { Http } from '../../core/ports/http.ts'
import type { Report } from '../../core/run/report.ts'
import type { GateStack, GateTarget } from './gate-target.ts'
import type { Secrets } from './secrets.ts'

/** What a run of the gate is asked to do. */
export interface GateOptions {
  readonly definition: GateDefinition
  readonly environment: string
  readonly stack: GateStack
  /** Digest of the release that is tested, hex. */
  readonly release?: string
  /**
   * Whether databases and users are cleaned when the definition asks for it: `allowed` does so, `forbidden` refuses to run
   * such a gate, `skip` runs it on what is there. An environment that is called production is never cleaned.
   */
  readonly cleaning: 'allowed' | 'forbidden' | 'skip'
  /** How many scenarios run side by side, each lane with users of its own. */
  readonly lanes: number
  /** Runs one scenario with all that it extends. */
  readonly scenario?: string
  /** ISO 8601, UTC; a deployment that is older than the traces is not waited for. */
  readonly deployedAt?: string
  readonly traceTimeoutSeconds: number
  readonly queryTimeoutSeconds: number
  /** How long events and traces may take to arrive after the last scenario. */
  readonly settleSeconds: number
}

/** What a run touches: the members of Context that it needs, and the services of the environment. */
export interface GatePorts {
  readonly services: GateServices
  readonly http: Http
  readonly clock: Clock
  readonly report: (event: Report) => void
  readonly signal: AbortSignal
}

/** A run that is under way. */
export interface GateRun {
  readonly options: GateOptions
  readonly ports: GatePorts
  readonly target: GateTarget
  readonly secrets: Secrets
  /** Milliseconds since the run began. */
  readonly since: () => number
  /** Scenario by trace id, of every mutation that was sent. */
  readonly traceIds: Map<string, string>
}
