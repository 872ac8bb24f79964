/** What the generator ships with: the texts of `templates/` and of `runtime/python/`, held in memory. */
export interface Resources {
  /** @param path relative to `templates/`. @throws Error when there is none: a mistake of ours */
  template(path: string): string
  /** The runtime package's files by path relative to `runtime/python/` (`draftsman/…`), sorted. */
  readonly runtime: ReadonlyMap<string, string>
}

/** Generated files: path relative to the application folder, with `/`, to text. */
export type FileTree = ReadonlyMap<string, string>
