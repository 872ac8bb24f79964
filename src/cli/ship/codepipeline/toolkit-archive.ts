import { join } from 'node:path'
import { configurationFile } from '../../../core/file-names.ts'
import type { Files } from '../../../core/ports/files.ts'
import { archiveBytes } from '../../../delivery/archive/archive-bytes.ts'
import type { ArchiveFile } from '../../../delivery/archive/write-archive.ts'

/** Where the toolkit lies. */
export interface ToolkitFolders {
  readonly toolkit: string
  /** Folder of the built command line; `dist` of the toolkit, unless this process runs another build. */
  readonly built: string
}

/** What the command line reads beside its own files. */
const parts = ['templates', 'runtime']

/** Folder of the toolkit in the archive, as the commands of the pipeline name it. */
const place = 'liftlock'

/**
 * The archive that actions of a rendered pipeline run from: the toolkit in the folder `liftlock`, and `liftlock.yml`
 * beside it. Equal files give equal bytes.
 * @param configuration text of `liftlock.yml`
 */
export async function toolkitArchive(
  files: Files,
  { toolkit, built }: ToolkitFolders,
  configuration: string,
): Promise<Uint8Array> {
  const below = async (folder: string, name: string): Promise<readonly ArchiveFile[]> =>
    (await files.walk(folder, isLeftOut)).map(({ path, bytes, executable }) => ({
      path: `${place}/${name}/${path}`,
      executable,
      source: { bytes, read: (start, end) => files.stream(join(folder, path), start, end) },
    }))
  const folders = await Promise.all([below(built, 'dist'), ...parts.map((name) => below(join(toolkit, name), name))])
  const manifest = await files.readBytes(join(toolkit, 'package.json'))
  return archiveBytes('the toolkit', [
    ...folders.flat(),
    inMemory(`${place}/package.json`, manifest),
    inMemory(configurationFile, new TextEncoder().encode(configuration)),
  ])
}

/** Caches of Python differ from run to run. */
function isLeftOut(name: string): boolean {
  return name === '__pycache__' || name.startsWith('.')
}

function inMemory(path: string, content: Uint8Array): ArchiveFile {
  return {
    path,
    executable: false,
    source: {
      bytes: content.length,
      async *read(start, end) {
        yield content.subarray(start, end)
      },
    },
  }
}
