/** How a git command ended. */
export interface GitRun {
  readonly exitCode: number
  readonly stdout: Uint8Array
  /** In git's own English, whatever the locale of the machine; without control characters, and 64 KiB at most. */
  readonly stderr: string
}

/** Credentials for a remote repository. Git gets them through its environment only, never in an argument, address, log or clone. */
export type GitCredential =
  | { readonly kind: 'token'; readonly token: string }
  | {
      readonly kind: 'key'
      /** Private key in OpenSSH or PEM form. */
      readonly privateKey: string
      /** Lines as in `known_hosts` (sshd(8)); a host that is not among them is refused. */
      readonly knownHosts: string
    }

/** A repository elsewhere; inside a temporary repository its name is `origin`. */
export interface GitRemote {
  /** URL, `host:path`, or path, without any secret. */
  readonly address: string
  /** Undefined leaves it to the machine's own helpers and agents. */
  readonly credential?: GitCredential | undefined
}

export interface GitOptions {
  readonly input?: string | Uint8Array
}

/** Git commands inside one repository, with hooks, prompts and housekeeping in the background switched off. */
export interface GitRepository {
  /**
   * A non-zero exit is a result, and so is a folder without a repository (128).
   * @throws StageError `tool-missing` without git, `service-refused` for more output or time than is taken, `file-unreadable` and
   * `access-denied` for a repository that cannot be read @throws the signal's reason when aborted
   */
  run(args: readonly string[], options?: GitOptions): Promise<GitRun>
}

/** Git as stages see it. It never uses a shell, and never prompts for a password. */
export interface Git {
  /**
   * The repository that a folder belongs to, by the nearest `.git`, to read: its objects, references and index are there, and of its
   * configuration what says how they are written down, and `remote.origin.url`. No program of it runs, and no remote is asked.
   */
  at(folder: string): GitRepository
  /** Works in an empty bare repository that is removed afterwards, whatever happens. */
  temporary<T>(remote: GitRemote, work: (repository: GitRepository) => Promise<T>): Promise<T>
}
