import { lstatSync, mkdirSync, readdirSync, readlinkSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type FoundRepository, textOf } from './find-repository.ts'
import { renderSettings, type Setting } from './repository-settings.ts'

/**
 * No file goes through a program, whatever `.gitattributes` of the work tree say: these come first (gitattributes(5)), for every git.
 * Line ends and encodings stay as they are said there.
 */
const attributes = '* -filter -diff -merge\n'

/**
 * Makes a git folder of our own that has the objects, references and index of a repository, and none of its configuration, hooks,
 * attributes, grafts and remotes. Git 2.5 reads it as well as the newest, with no setting that an older one may not know.
 * @param view an empty folder
 * @param settings what the repository may say of itself
 */
export function makeView(view: string, repository: FoundRepository, settings: readonly Setting[]): void {
  const { gitFolder, commonFolder } = repository
  writeFileSync(join(view, 'HEAD'), headOf(gitFolder))
  writeFileSync(join(view, 'config'), renderSettings([['core.bare', 'false'], ...settings]))
  mkdirSync(join(view, 'info'))
  writeFileSync(join(view, 'info', 'attributes'), attributes)
  link(join(commonFolder, 'info', 'exclude'), join(view, 'info', 'exclude'))
  link(join(gitFolder, 'info', 'sparse-checkout'), join(view, 'info', 'sparse-checkout'))
  for (const name of ['refs', 'packed-refs', 'shallow', 'reftable']) link(join(commonFolder, name), join(view, name))
  for (const name of readdirSync(gitFolder))
    if (/^sharedindex\.[0-9a-f]+$/.test(name)) link(join(gitFolder, name), join(view, name))
}

/** What points git at a view. */
export function viewEnvironment(view: string, { workTree, gitFolder, commonFolder }: FoundRepository) {
  return {
    GIT_DIR: view,
    GIT_WORK_TREE: workTree,
    GIT_INDEX_FILE: join(gitFolder, 'index'),
    GIT_OBJECT_DIRECTORY: join(commonFolder, 'objects'),
  }
}

/** Old repositories have a symbolic link to the branch. */
function headOf(gitFolder: string): string {
  const path = join(gitFolder, 'HEAD')
  return lstatSync(path).isSymbolicLink() ? `ref: ${readlinkSync(path)}\n` : (textOf(path) ?? '')
}

/** What is neither a file nor a folder, such as a device that never ends, is not read. */
function link(target: string, path: string): void {
  const stats = statSync(target, { throwIfNoEntry: false })
  if (stats?.isFile() || stats?.isDirectory()) symlinkSync(target, path)
}
