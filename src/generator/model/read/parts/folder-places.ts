import type { FilePosition } from '../../../../core/run/report.ts'
import { lineStarts } from '../../xml/line-starts.ts'
import type { XmlDocument } from '../../xml/xml-document.ts'
import { anyFolder, namespaceOfQueries } from './compiled-parts.ts'
import type { Part } from './parts.ts'

/** Maps a position in the compiled form of a model to its position in the folder form. */
export type FolderPlaces = (place: FilePosition) => FilePosition

/**
 * Both forms of a model give the same application, so positions in it are those of the folder form: the file of the
 * part, the line counted from the part's first line, and the column without the indentation that the compiled form
 * adds.
 */
export function folderPlaces(parts: readonly Part[], { file, text }: Pick<XmlDocument, 'file' | 'text'>): FolderPlaces {
  const lines = lineStarts(text)
  const textOf = (line: number) => text.slice(lines[line - 1], lines[line])
  const starts = parts
    .flatMap(({ folderPath, reader: { place } }) =>
      folderPath === undefined ? [] : [{ file: folderPath, line: place.line!, column: place.column! }],
    )
    .sort(byPlace)
    .map((start) => ({ ...start, indent: indentOf(textOf(start.line), start.column) }))
  return (place) => {
    const { line, column } = place
    if (place.file !== file || line === undefined || column === undefined) return place
    const start = lastUpTo(starts, { line, column })
    if (start === undefined) return place
    const outer =
      line === start.line ? start.column - 1 : textOf(line).startsWith(start.indent) ? start.indent.length : 0
    return { ...place, file: start.file, line: line - start.line + 1, column: column - outer }
  }
}

interface Start {
  readonly line: number
  readonly column: number
}

function byPlace(a: Start, b: Start): number {
  return a.line - b.line || a.column - b.column
}

/**
 * For the folder form: the same mapping for views without a query, whose namespace the compiled form does not contain.
 * Undefined if there are no such views.
 */
export function placesOfViews(parts: readonly Part[]): FolderPlaces | undefined {
  const files = new Map(
    parts.flatMap(({ kind, reader, name }) =>
      kind === 'view' && namespaceOfQueries(reader) === undefined
        ? [[reader.file, `views/${anyFolder}/${reader.text('name') ?? name}.xml`] as const]
        : [],
    ),
  )
  if (files.size === 0) return undefined
  return (place) => ({ ...place, file: files.get(place.file) ?? place.file })
}

/** The white space before a part on its line; empty if other elements come before it. */
function indentOf(line: string, column: number): string {
  const before = line.slice(0, column - 1)
  return before.trim() === '' ? before : ''
}

function lastUpTo<S extends Start>(starts: readonly S[], place: Start): S | undefined {
  let [low, high] = [0, starts.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (byPlace(starts[middle]!, place) <= 0) low = middle + 1
    else high = middle
  }
  return starts[low - 1]
}
