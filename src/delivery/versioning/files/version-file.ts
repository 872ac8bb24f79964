/** A file that names the version of the line. */
export interface VersionFile {
  /** From the root of the repository, with `/`. The name decides where the version is, without `pattern`. */
  readonly path: string
  /** A line of the file with `{version}` in place of the version: `__version__ = "{version}"`. */
  readonly pattern?: string | undefined
}

/** What became of a file. */
export interface UpdatedVersionFile {
  /** The whole new text; equal to the old one when the version stands there already. */
  readonly text: string
  /** The version that stood there. */
  readonly former: string
}

/**
 * Writes the version into the text of a file, and changes nothing else in it. Known by name: `package.json`,
 * `package-lock.json`, `npm-shrinkwrap.json`, `pyproject.toml`, `Cargo.toml`, `Cargo.lock`. In other files, the version
 * stands on the one line with the marker `liftlock-version`, or where `pattern` says.
 * @throws StageError `version-unclear` when the place is missing, or could be more than one
 */
export declare function updateVersionFile(text: string, file: VersionFile, version: string): Promise<UpdatedVersionFile>
