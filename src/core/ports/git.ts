/** How a git command ended. */
export interface GitRun {
  readonly exitCode: number
  readonly stdout: Uint8Array
  /** In English, whatever the locale of the machine; without control characters, and at most 64 KiB. */
  readonly stderr: string
}

/**
 * Credentials for a remote repository. Git receives them only through its environment, never in an argument, address,
 * log or clone.
 */
export type GitCredential =
  | { readonly kind: 'token'; readonly token: string }
  | {
      readonly kind: 'key'
      /** Private key in OpenSSH or PEM form. */
      readonly privateKey: string
      /** Lines in the form of `known_hosts` (sshd(8)); a host without a line is refused. */
      readonly knownHosts: string
    }

/** A remote repository; a temporary repository calls it `origin`. */
export interface GitRemote {
  /** URL, `host:path`, or path, without any secret. */
  readonly address: string
  /** When undefined, the machine's own helpers and agents provide credentials. */
  readonly credential?: GitCredential | undefined
}

export interface GitOptions {
  readonly input?: string | Uint8Array
  /**
   * Receives the output while git prints it, however long it is; then `stdout` of the result is empty. An error that it
   * throws ends the command, and is thrown by `run`.
   */
  readonly onOutput?: (chunk: Uint8Array) => void
}

/** Git commands inside one repository, with hooks, prompts and housekeeping in the background switched off. */
export interface GitRepository {
  /**
   * Runs one command. A non-zero exit code is a result, as is a folder without a repository (128).
   * @throws StageError `tool-missing` without git, `service-refused` above the limits of output or time,
   * `file-unreadable` and `access-denied` for a repository that cannot be read
   * @throws the signal's reason when aborted
   */
  run(args: readonly string[], options?: GitOptions): Promise<GitRun>
}

/** Git for stages. It never uses a shell, and never asks for a password. */
export interface Git {
  /**
   * The repository of a folder, by the nearest `.git`, for reading. It has the objects, references and index. Of its
   * configuration, only the format of these files and `remote.origin.url` count. No program of the repository runs, and
   * no remote is contacted.
   */
  at(folder: string): GitRepository
  /** Works in an empty bare repository, which is always removed afterwards. */
  temporary<T>(remote: GitRemote, work: (repository: GitRepository) => Promise<T>): Promise<T>
}
