import type { FilePosition } from '../../core/run/report.ts'
import type { FolderPart, FolderPlaces } from './types/folder-places.ts'
import { lineOf } from './xml/line-starts.ts'

/**
 * The place that something has in the folder form. Both forms of a model give one application, so the places in it are
 * those of the folder: the file of the part, its line counted from the part's first one, its column without the white
 * space before the part.
 */
export function placeInFolder(places: FolderPlaces, place: FilePosition): FilePosition {
  if (places.kind === 'files')
    return Object.hasOwn(places.files, place.file) ? { ...place, file: places.files[place.file]! } : place
  const { line, column } = place
  if (place.file !== places.file || line === undefined || column === undefined) return place
  const part = partAt(places.parts, { line, column })
  if (part === undefined) return place
  const outer = line === part.line ? part.column - 1 : isAmong(part.outdented, line) ? 0 : part.indent
  return { ...place, file: part.file, line: line - part.line + 1, column: column - outer }
}

/** @param lines in ascending order */
function isAmong(lines: readonly number[], line: number): boolean {
  return lines[lineOf(lines, line)] === line
}

/** The last part that starts there or before. */
function partAt(
  parts: readonly FolderPart[],
  { line, column }: { readonly line: number; readonly column: number },
): FolderPart | undefined {
  let [low, high] = [0, parts.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const part = parts[middle]!
    if (part.line < line || (part.line === line && part.column <= column)) low = middle + 1
    else high = middle
  }
  return parts[low - 1]
}
