import { readdirSync } from 'node:fs'
import { join } from 'node:path'

const atTheRoot = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CODE_OF_CONDUCT.md']

/**
 * Every page for readers, relative to the root of the repository: pages at the root, then those of docs/, the
 * examples and the workflows to copy.
 */
export function pagesOf(root: string): readonly string[] {
  const below = ['docs', 'examples', 'workflows'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.md'))
      .map((file) => `${folder}/${file}`)
      .sort(),
  )
  return [...atTheRoot, ...below]
}
