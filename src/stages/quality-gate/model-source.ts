import { join } from 'node:path'
import { indexPath } from '../../core/generated-index.ts'
import type { Context } from '../../core/run/context.ts'
import { sha256 } from '../../core/sha256.ts'
import { addressPath } from '../../delivery/publishing/git/repository-address.ts'
import { parseMessage } from '../../delivery/publishing/publish-record.ts'

/** Gives the web address of a line of the model. */
export type ModelSource = (file: string, line?: number) => string

/**
 * Finds the model that the tree in a folder was generated from, by the commit that published exactly this tree. Later
 * commits do not matter. Undefined when the history here lacks that commit, or when the model lies on another server
 * than this run.
 * @param folder of the generated tree
 */
export async function findModelSource(folder: string, context: Context): Promise<ModelSource | undefined> {
  const { files, git, run } = context
  const index = await files.findText(join(folder, indexPath))
  if (index === undefined || run.url === undefined) return undefined
  const tree = sha256(index)
  // Without git there is no history.
  const log = await git
    .at(folder)
    .run(['log', '-1', '--fixed-strings', `--grep=Liftlock-Tree: ${tree}`, '--format=%B'])
    .catch(() => undefined)
  const record = log?.exitCode === 0 ? parseMessage(new TextDecoder().decode(log.stdout)) : undefined
  if (record?.tree !== tree || record.modelServer !== new URL(run.url).origin) return undefined
  const { repository, model, modelServer, modelFolder } = record
  const root = [modelServer, addressPath(repository), 'blob', model, ...(modelFolder ? [modelFolder] : [])].join('/')
  return (file, line) => `${root}/${addressPath(file)}${line === undefined ? '' : `#L${line}`}`
}
