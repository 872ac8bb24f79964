/** A file found below a folder; `path` is relative to the folder, with `/`. */
export interface FileEntry {
  readonly path: string
  readonly bytes: number
  readonly executable: boolean
  /** The place of the file itself if a link leads to it, relative to the folder, with `/`. */
  readonly target?: string
}

/** The file system for stages. Paths are absolute or relative to the working directory. */
export interface Files {
  /** @throws StageError `file-missing` when it does not exist, `file-unreadable` otherwise */
  readText(path: string): Promise<string>
  readBytes(path: string): Promise<Uint8Array>
  /**
   * Streams the bytes from `start` (inclusive) to `end` (exclusive), or all, for files that are too large for memory.
   */
  stream(path: string, start?: number, end?: number): AsyncIterable<Uint8Array>
  /** The text, or undefined if the file does not exist. */
  findText(path: string): Promise<string | undefined>
  /**
   * The text of a file that untrusted code wrote; undefined when it does not exist. The call follows no link and never
   * blocks.
   * @throws StageError `file-unreadable` when it is not a regular file, or has more bytes
   */
  findPlainText(path: string, maximumBytes: number): Promise<string | undefined>
  /** The kind of the entry, or undefined when it does not exist; links are followed. */
  kind(path: string): Promise<'file' | 'folder' | undefined>
  /** The absolute path with all links resolved. @throws StageError `file-missing` */
  realPath(path: string): Promise<string>
  /**
   * Writes under a temporary name and renames, so a reader sees the old or the new file, never a part. Missing parent
   * folders are made.
   * @throws StageError `disk-full`
   */
  write(path: string, content: string | Uint8Array | AsyncIterable<Uint8Array>): Promise<void>
  /** Removes a file or a whole folder; a missing one is fine. */
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
   * Makes an empty folder, which the caller removes. It is in the system's temporary folder, or in `parent` so that its
   * content can be moved there. In `parent`, folders that killed runs left under this prefix are removed first.
   */
  temporaryFolder(prefix: string, parent?: string): Promise<string>
}
