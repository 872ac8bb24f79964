/** A file that a walk met; `path` is relative to the walked folder, with `/`. */
export interface FileEntry {
  readonly path: string
  readonly bytes: number
  readonly executable: boolean
  /** Where the file lies when a link leads there, relative to the walked folder, with `/`. */
  readonly target?: string
}

/** The file system as stages see it. Paths are absolute or relative to the working directory. */
export interface Files {
  /** @throws StageError `file-missing` when there is none, `file-unreadable` otherwise */
  readText(path: string): Promise<string>
  readBytes(path: string): Promise<Uint8Array>
  /** The bytes from `start` (inclusive) to `end` (exclusive), or all, as they are read; for what should not be held in memory. */
  stream(path: string, start?: number, end?: number): AsyncIterable<Uint8Array>
  /** The text, or undefined if the file does not exist. */
  findText(path: string): Promise<string | undefined>
  /**
   * The text of a file that code of others wrote; undefined when there is none. A link is not followed, and nothing is waited for.
   * @throws StageError `file-unreadable` when it is no regular file, or has more bytes
   */
  findPlainText(path: string, maximumBytes: number): Promise<string | undefined>
  /** Whether it is there, and what it is; links are followed. */
  kind(path: string): Promise<'file' | 'folder' | undefined>
  /** The absolute path with all links followed. @throws StageError `file-missing` */
  realPath(path: string): Promise<string>
  /**
   * Writes by a temporary name and a rename, so a reader sees the old or the new file, never a part.
   * Parent folders are made. @throws StageError `disk-full`
   */
  write(path: string, content: string | Uint8Array | AsyncIterable<Uint8Array>): Promise<void>
  /** Removes a file or a folder with all inside; not there is fine. */
  remove(path: string): Promise<void>
  /** Moves within one file system, replacing a file at the target. */
  rename(from: string, to: string): Promise<void>
  /**
   * All regular files below, sorted by path bytes. Links that leave the folder are refused (`path-escapes`).
   * @param leaveOut whether a name is passed by, wherever it stands, with all below it
   */
  walk(folder: string, leaveOut?: (name: string) => boolean): Promise<readonly FileEntry[]>
  /** Whether its owner may run the file; links are followed. @throws StageError `file-unreadable` */
  isExecutable(path: string): Promise<boolean>
  /**
   * A new empty folder that the caller removes: the system's, or in `parent`, so that what is made in it can be moved there.
   * In `parent`, what runs that were killed left under this prefix is removed first.
   */
  temporaryFolder(prefix: string, parent?: string): Promise<string>
}
