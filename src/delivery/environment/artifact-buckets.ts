import { join } from 'node:path'
import { configurationFile } from '../../core/file-names.ts'
import type { Files } from '../../core/ports/files.ts'
import { folderOf } from '../folder-of.ts'

/**
 * Finds the artifact buckets of every `liftlock.yml` that can belong to a model: in its folder, in the parent folder,
 * and in the working directory. Only the call of the result reads files and loads what reads them: most models name no
 * bucket.
 * @param path of the model: a folder, or a compiled file
 * @returns a function that gives the names, sorted, without duplicates, and throws StageError `configuration-invalid`
 */
export function artifactBucketsNear(files: Files, path: string): () => Promise<readonly string[]> {
  return async () => {
    const { artifactBucketsOf, parseConfiguration } = await import('./configuration.ts')
    const folder = await folderOf(files, path)
    const places = [...new Set([folder, join(folder, '..'), '.'].map((place) => join(place, configurationFile)))]
    const buckets = await Promise.all(
      places.map(async (place) => {
        const text = await files.findText(place)
        return text === undefined ? [] : artifactBucketsOf(await parseConfiguration(text, place))
      }),
    )
    return [...new Set(buckets.flat())].sort()
  }
}
