import { join } from 'node:path'
import { configurationFile } from '../../core/file-names.ts'
import type { Files } from '../../core/ports/files.ts'
import { folderOf } from '../folder-of.ts'
import { artifactBucketName, type Configuration, parseConfiguration } from './configuration.ts'

/**
 * The artifact buckets of every `liftlock.yml` that can belong to a model: in its folder, in the parent folder, and in
 * the working directory. Sorted, without duplicates.
 * @param path of the model: a folder, or a compiled file
 * @throws StageError `configuration-invalid`
 */
export async function artifactBucketsNear(files: Files, path: string): Promise<readonly string[]> {
  const folder = await folderOf(files, path)
  const places = [...new Set([folder, join(folder, '..'), '.'].map((place) => join(place, configurationFile)))]
  const texts = await Promise.all(places.map((place) => files.findText(place)))
  const configurations = await Promise.all(
    texts.map(async (text, index) => (text === undefined ? [] : [await parseConfiguration(text, places[index]!)])),
  )
  return [...new Set(configurations.flat().flatMap(bucketsOf))].sort()
}

function bucketsOf({ application, environments }: Configuration): string[] {
  return Object.entries(environments).flatMap(([name, { bucket }]) => {
    if (bucket !== undefined) return [bucket]
    return application === undefined ? [] : [artifactBucketName(application, name)]
  })
}
