/** The files that the generator is shipped with: the texts of `templates/` and `runtime/python/`, in memory. */
export interface Resources {
  /** @param path relative to `templates/`. @throws Error if there is none, which is a bug */
  template(path: string): string
  /** The runtime package's files by path relative to `runtime/python/` (`draftsman/…`), sorted. */
  readonly runtime: ReadonlyMap<string, string>
}

/** Generated files: text by path relative to the application folder, with `/`. */
export type FileTree = ReadonlyMap<string, string>
