import { jsonPlaces } from './json-places.ts'
import { markedPlaces, patternPlaces } from './line-places.ts'
import { onlyPlace, type Place, unclear, withWords } from './place.ts'
import { tomlPlaces } from './toml-places.ts'

/** A file that names the version of the line. */
export interface VersionFile {
  /** From the root of the repository, with `/`. Without `pattern`, its name decides where the version is. */
  readonly path: string
  /** A text of the file with `{version}` in place of the version: `__version__ = "{version}"`. */
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
 * `package-lock.json`, `npm-shrinkwrap.json`, `pyproject.toml` and `Cargo.toml`. In other files, the version stands on the
 * one line with the marker `liftlock-version`, or where `pattern` says.
 * @throws StageError `version-unclear` when the place is missing, or could be more than one
 */
export async function updateVersionFile(text: string, file: VersionFile, version: string): Promise<UpdatedVersionFile> {
  const places = await placesIn(text, file)
  const former = [...new Set(places.map(({ start, end }) => text.slice(start, end)))]
  return { text: withWords(text, places, version), former: former.join(', ') }
}

async function placesIn(text: string, { path, pattern }: VersionFile): Promise<readonly Place[]> {
  if (pattern !== undefined) {
    if (pattern.split('{version}').length !== 2)
      throw unclear(path, `has the pattern ${pattern}, without {version} or with several`)
    return [onlyPlace(patternPlaces(text, pattern), path, `text like ${pattern}`)]
  }
  switch (path.slice(path.lastIndexOf('/') + 1)) {
    case 'package.json':
      return [onlyPlace(jsonPlaces(text, ['version'], path), path, 'member version')]
    case 'package-lock.json':
    case 'npm-shrinkwrap.json':
      return lockPlaces(text, path)
    case 'pyproject.toml':
      return tablesOf(text, path, ['project', 'tool.poetry'])
    case 'Cargo.toml':
      return tablesOf(text, path, ['package', 'workspace.package'])
    default:
      return [onlyPlace(markedPlaces(text), path, 'version on a line with liftlock-version')]
  }
}

/** The root has its version twice since the second form of the file (package-lock.json, "packages"). */
function lockPlaces(text: string, path: string): readonly Place[] {
  const root = jsonPlaces(text, ['version'], path)
  const package_ = jsonPlaces(text, ['packages', '', 'version'], path)
  if (root.length + package_.length === 0) throw unclear(path, 'has no version of the root')
  return [root, package_].flatMap((places) =>
    places.length === 0 ? [] : [onlyPlace(places, path, 'version of the root')],
  )
}

/** The version of the tables that have one. Two tables with the same version go together. */
async function tablesOf(text: string, path: string, tables: readonly string[]): Promise<readonly Place[]> {
  const places: Place[] = []
  for (const table of tables) places.push(...(await tomlPlaces(text, table, path)))
  const versions = new Set(places.map(({ start, end }) => text.slice(start, end)))
  const what = `version in ${tables.map((table) => `[${table}]`).join(' or ')}`
  return versions.size === 1 ? places : [onlyPlace(places, path, what)]
}
