import { join } from 'node:path'
import type { Files } from '../../core/ports/files.ts'

/** The root element of a model in one compiled file. */
const modelRoot = 'draftsman'

/** Declarations and comments in front of the root are hardly ever as long. */
const beginning = 64 * 1024

/**
 * The documents among these that may be a compiled model. Test reports and the like, which have another root, are none;
 * what has no root at all may be a damaged model.
 * @param paths of XML files, from the folder
 */
export async function withoutOtherDocuments(
  files: Files,
  folder: string,
  paths: readonly string[],
): Promise<readonly string[]> {
  const roots = await Promise.all(paths.map((path) => rootIn(files, join(folder, path))))
  return paths.filter((_, index) => roots[index] === undefined || roots[index] === modelRoot)
}

/** Undefined when no element begins, or the file cannot be read as one. */
async function rootIn(files: Files, path: string): Promise<string | undefined> {
  if ((await files.kind(path)) !== 'file') return undefined
  const chunks: Uint8Array[] = []
  for await (const chunk of files.stream(path, 0, beginning)) chunks.push(chunk)
  return rootElement(Buffer.concat(chunks).toString('utf8'))
}

/** What may stand before the root: declarations, comments, a document type (XML 1.0, production 22). */
const before = [
  ['<?', '?>'],
  ['<!--', '-->'],
  ['<!', '>'],
] as const

/** Local name of the first element of a document; undefined when there is none. */
export function rootElement(text: string): string | undefined {
  let at = text.startsWith('\ufeff') ? 1 : 0
  for (;;) {
    while (/\s/.test(text.charAt(at))) at += 1
    const found = before.find(([start]) => text.startsWith(start, at))
    if (found === undefined) break
    const end = text.indexOf(found[1], at + found[0].length)
    if (end === -1) return undefined
    at = end + found[1].length
  }
  const name = /^<([^\s<>/]{1,200})[\s/>]/.exec(text.slice(at, at + 210))?.[1]
  return name?.slice(name.indexOf(':') + 1)
}
