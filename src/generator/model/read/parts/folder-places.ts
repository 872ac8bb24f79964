import type { FolderPart, FolderPlaces } from '../../types/folder-places.ts'
import { lineStarts } from '../../xml/line-starts.ts'
import type { XmlDocument } from '../../xml/xml-document.ts'
import { anyFolder, namespaceOfQueries } from './compiled-parts.ts'
import type { Part } from './parts.ts'

/** Where the parts of a model in the compiled form stand in the folder form. */
export function folderPlaces(parts: readonly Part[], { file, text }: Pick<XmlDocument, 'file' | 'text'>): FolderPlaces {
  const lines = lineStarts(text)
  const textOf = (line: number) => text.slice(lines[line - 1], lines[line])
  const starts = parts
    .flatMap(({ folderPath, reader: { place } }) =>
      folderPath === undefined ? [] : [{ file: folderPath, line: place.line!, column: place.column! }],
    )
    .sort((a, b) => a.line - b.line || a.column - b.column)
  const placed = starts.map((start, index): FolderPart => {
    const indent = indentOf(textOf(start.line), start.column)
    const last = starts[index + 1]?.line ?? lines.length
    const outdented: number[] = []
    for (let line = start.line + 1; indent !== '' && line <= last; line += 1)
      if (!textOf(line).startsWith(indent)) outdented.push(line)
    return { ...start, indent: indent.length, outdented }
  })
  return { kind: 'parts', file, parts: placed }
}

/**
 * For the folder form: the same mapping for views without a query, whose namespace the compiled form does not contain.
 * Undefined if there are no such views.
 */
export function placesOfViews(parts: readonly Part[]): FolderPlaces | undefined {
  const files = parts.flatMap(({ kind, reader, name }) =>
    kind === 'view' && namespaceOfQueries(reader) === undefined
      ? [[reader.file, `views/${anyFolder}/${reader.text('name') ?? name}.xml`] as const]
      : [],
  )
  return files.length === 0 ? undefined : { kind: 'files', files: Object.fromEntries(files) }
}

/** The white space before a part on its line; empty if other elements come before it. */
function indentOf(line: string, column: number): string {
  const before = line.slice(0, column - 1)
  return before.trim() === '' ? before : ''
}
