/** How a child process ended, and what it printed (decoded as UTF-8). */
export interface ProcessResult {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
  /** Set if a limit ended it: its time, its output, or the number of its processes. */
  readonly stopped?: 'time' | 'output' | 'processes' | undefined
}

/** Child processes for stages. They use no shell, and do not inherit the environment of this process. */
export interface Processes {
  /**
   * Runs a program of the toolkit, of Python or of the system. It receives variables about its place (path, home,
   * language, time zone), and none that could hold a secret.
   * @throws StageError `tool-missing` when the command cannot be started; a non-zero exit code is a result
   */
  run(command: string, args: readonly string[], options?: ProcessOptions): Promise<ProcessResult>
  /**
   * Runs untrusted code in Python. It gets only the variables in `environment`, and a folder of its own; when it ends,
   * everything that it started ends too. Where the kernel allows it, it has no network and cannot see the files of this
   * user.
   * @param python command of a Python
   * @throws StageError `tool-missing` as above
   */
  runForeign(python: string, args: readonly string[], options: ForeignOptions): Promise<ForeignResult>
  /**
   * Runs a command line that the user wrote, such as `npm test`, in the shell of the system. It gets the variables of
   * `run` and what package managers need to fetch packages, but no credentials. Everything that it starts ends with it.
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
  /** Limit of bytes for each of its outputs, after which it is ended. Default: 64 MiB. */
  readonly maximumBytes?: number
  /** Whether it uses the package index. Then it receives the proxies, certificates and pip settings of this machine. */
  readonly packageIndex?: boolean
}

export interface ForeignOptions {
  /**
   * Its working directory, home and temporary folder. It is empty, and in memory where the kernel allows it, so that
   * nothing remains.
   */
  readonly folder: string
  /** Existing files outside of the folder that it may write, and that stay: absolute paths. */
  readonly writable: readonly string[]
  /** What it may read outside of the folder and the system: absolute paths. */
  readonly readable: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly timeoutSeconds: number
  readonly maximumBytes: number
  readonly limits: ForeignLimits
}

export interface ForeignLimits {
  /** Address space of each process; a file may have half of this size. */
  readonly memoryMegabytes: number
  /** Processes at the same time. */
  readonly processes: number
  /** Size of the folder, when it is in memory. */
  readonly folderMegabytes: number
}

export interface ForeignResult extends ProcessResult {
  /** Which parts could not be isolated on this kernel, and why; undefined when all were. */
  readonly open?: string | undefined
}
