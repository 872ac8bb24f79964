import { join } from 'node:path'
import type { Files } from '../../core/ports/files.ts'
import { largestDeclaration } from './declarations.ts'
import { ecosystems } from './ecosystems.ts'

/** Run-time dependencies that a folder declares, and of which it holds none. */
export interface MissingDependencies {
  readonly language: string
  /** File that declares them, below the folder, with `/`. */
  readonly file: string
  readonly names: readonly string[]
}

/** Folders in which a layer keeps what one language loads (AWS Lambda, "Packaging your layer content"). */
const places = /^(?:(?:python|nodejs|java|ruby)\/)?[^/]+$/

/**
 * What a folder of a function or a layer declares to need at run time, where none of it lies in the folder. One that is
 * there shows that the folder was built: which others a program needs is for its language to know.
 * @param paths all files of the folder, with `/`
 */
export async function findMissingDependencies(
  files: Files,
  folder: string,
  paths: readonly string[],
): Promise<readonly MissingDependencies[]> {
  const found: MissingDependencies[] = []
  for (const file of paths.filter((path) => places.test(path))) {
    const name = file.split('/').at(-1)!
    const ecosystem = ecosystems.find(({ declares }) => declares(name))
    if (ecosystem === undefined) continue
    const text = await files.findPlainText(join(folder, file), largestDeclaration).catch(() => undefined)
    const names = text === undefined ? [] : [...new Set(ecosystem.names(text, name))]
    if (names.length === 0 || names.some((each) => paths.some((path) => ecosystem.holds(path, each)))) continue
    found.push({ language: ecosystem.language, file, names })
  }
  return found
}

/** `boto, six and 3 more`. */
export function someNames(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ')
  return names.length <= 3 ? shown : `${shown} and ${names.length - 3} more`
}
