import valid from 'semver/functions/valid.js'

/** What gets versions of its own: a whole repository, or one package of it. */
export interface ReleaseLine {
  /** Appears in titles and messages. */
  readonly name: string
  /** What precedes the version in its tags: `v`, `name@`, `name-v`, or nothing. */
  readonly tagPrefix: string
  /** Folder in the repository, with `/`; empty for the whole repository. A commit belongs here if it changes a file below. */
  readonly path: string
  /** Paths whose changes do not count: a file, or a folder with all below it, from the root of the repository. */
  readonly ignored: readonly string[]
}

/** The line of a repository that has only one. */
export const wholeRepository: ReleaseLine = { name: '', tagPrefix: 'v', path: '', ignored: [] }

/** The name of the tag for a version. */
export function tagOf({ tagPrefix }: ReleaseLine, version: string): string {
  return `${tagPrefix}${version}`
}

/**
 * The version that a tag of this line stands for. Undefined for other tags, such as the moving `v1`, and for spellings
 * that are not exact (`v01.2.3`, `vv1.2.3`).
 */
export function versionOfTag({ tagPrefix }: ReleaseLine, tag: string): string | undefined {
  if (!tag.startsWith(tagPrefix)) return undefined
  const version = tag.slice(tagPrefix.length)
  return isExactVersion(version) ? version : undefined
}

/** Whether the text is a version exactly as SemVer 2.0.0 writes it, without build metadata. */
export function isExactVersion(text: string): boolean {
  return text.length <= 128 && valid(text) === text
}

/** Whether the line has the whole repository, so that no paths have to be read. */
export function takesEverything({ path, ignored }: ReleaseLine): boolean {
  return path === '' && ignored.length === 0
}

/** Whether a changed file belongs to the line. @param file from the root of the repository, with `/` */
export function ownsFile({ path, ignored }: ReleaseLine, file: string): boolean {
  return isBelow(path, file) && !ignored.some((each) => isBelow(each, file))
}

function isBelow(folder: string, file: string): boolean {
  const name = folder.replace(/^\.?\/|\/$/g, '')
  return name === '' || name === '.' || file === name || file.startsWith(`${name}/`)
}
