import type { Sink } from '../hosts/shared/shown-sink.ts'

/** The world of one command. */
export interface CommandLine {
  readonly environment: NodeJS.ProcessEnv
  readonly stdout: Sink
  readonly stderr: Sink
  readonly signal: AbortSignal
}
