/** How a child process ended, with what it printed (decoded as UTF-8). */
export interface ProcessResult {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
  /** Set when a limit ended it: that of its time, of what it prints, or of its processes. */
  readonly stopped?: 'time' | 'output' | 'processes' | undefined
}

/** Child processes as stages see them. A shell is never involved, and none gets the environment of this process. */
export interface Processes {
  /**
   * Runs a program of the toolkit, of Python or of the system. It gets the variables that say where it runs (path, home, language, time
   * zone), and none that could hold a secret.
   * @throws StageError `tool-missing` when the command cannot be started; a non-zero exit is a result
   */
  run(command: string, args: readonly string[], options?: ProcessOptions): Promise<ProcessResult>
  /**
   * Runs code of others in Python: without any variable of this process that is not in `environment`, in a folder of its own, with
   * everything that it starts ended when it ends, and, where the kernel allows it, without a network and the files of this user.
   * @param python command of a Python
   * @throws StageError `tool-missing` as above
   */
  runForeign(python: string, args: readonly string[], options: ForeignOptions): Promise<ForeignResult>
  /**
   * Runs a command line that the user wrote, such as `npm test`, in the shell of the system. It gets the variables of `run` and what
   * package managers need to fetch packages, but no credentials. Everything that it starts ends with it.
   * @throws StageError `tool-missing` when there is no shell; a non-zero exit is a result
   */
  runCommandLine(line: string, options: CommandLineOptions): Promise<ProcessResult>
}

export interface CommandLineOptions {
  /** Its working directory. */
  readonly folder: string
  readonly environment?: Readonly<Record<string, string>>
  readonly timeoutSeconds: number
}

export interface ProcessOptions {
  readonly cwd?: string
  readonly environment?: Readonly<Record<string, string>>
  /** Text for the standard input. */
  readonly input?: string
  readonly timeoutSeconds?: number
  /** Bytes on each of its outputs, after which it is ended; 64 MiB when not given. */
  readonly maximumBytes?: number
  /** Whether it uses the package index, and so gets the proxies, certificates and pip settings of this machine. */
  readonly packageIndex?: boolean
}

export interface ForeignOptions {
  /** Its working directory, home and temporary folder: empty, and in memory where the kernel allows, so that nothing of it is left. */
  readonly folder: string
  /** Files that are there and that it may write beside the folder, and that are kept: absolute paths. */
  readonly writable: readonly string[]
  /** What it may read beside the folder and the system: absolute paths. */
  readonly readable: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly timeoutSeconds: number
  readonly maximumBytes: number
  readonly limits: ForeignLimits
}

export interface ForeignLimits {
  /** Address space of each process; a file may have half of it. */
  readonly memoryMegabytes: number
  /** At the same time. */
  readonly processes: number
  /** What the folder may hold, where it is in memory. */
  readonly folderMegabytes: number
}

export interface ForeignResult extends ProcessResult {
  /** What stayed open to it because the kernel allows no less, and why; undefined when all was closed. */
  readonly open?: string | undefined
}
