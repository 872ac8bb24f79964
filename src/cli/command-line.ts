import type { Sink } from '../hosts/shared/shown-sink.ts'

/** What one command can access. */
export interface CommandLine {
  readonly environment: NodeJS.ProcessEnv
  readonly stdout: Sink
  readonly stderr: Sink
  readonly signal: AbortSignal
}
