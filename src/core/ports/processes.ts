/** How a child process ended, with what it printed (decoded as UTF-8). */
export interface ProcessResult {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** Child processes as stages see them. A shell is never involved. */
export interface Processes {
  /** @throws StageError `tool-missing` when the command cannot be started; a non-zero exit is a result */
  run(
    command: string,
    args: readonly string[],
    options?: {
      readonly cwd?: string
      readonly environment?: Readonly<Record<string, string>>
      /** Text for the standard input. */
      readonly input?: string
      readonly timeoutSeconds?: number
    },
  ): Promise<ProcessResult>
}
