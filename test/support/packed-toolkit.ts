import { dirname } from 'node:path'
import { toolkitArchive } from '../../src/stages/pipeline/sources/toolkit-archive.ts'
import { nodeFiles } from '../../src/system/node-files.ts'
import { packageRoot } from '../../src/system/package-root.ts'
import { builtEntries } from './action-process.ts'
import { commandBundle } from './command-program.ts'

/** The archive that `pipeline render` uploads, with the built commands that the tests run and a text as `liftlock.yml`. */
export async function packedToolkit(liftlockYml: string): Promise<Uint8Array> {
  const command = commandBundle()
  const folder = await nodeFiles.temporaryFolder('liftlock-toolkit-')
  const place = `${folder}/liftlock.yml`
  await nodeFiles.write(place, liftlockYml)
  const context = { files: nodeFiles, folders: { toolkit: packageRoot(), cache: folder } }
  const { body } = await toolkitArchive(context, place, command ? dirname(command) : builtEntries)
  await nodeFiles.remove(folder)
  return body
}
