import { lstatSync, mkdirSync, readdirSync, readlinkSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type FoundRepository, textOf } from './find-repository.ts'
import { renderSettings, type Setting } from './repository-settings.ts'

/**
 * Makes sure that no program filters a file. These attributes come before `.gitattributes` of the work tree
 * (gitattributes(5)), in every version of git. Line ends and encodings still follow `.gitattributes`.
 */
const attributes = '* -filter -diff -merge\n'

/**
 * Makes a git folder of our own with the objects, references and index of a repository. It leaves out its
 * configuration, hooks, attributes, grafts and remotes. All versions from git 2.5 on can read the folder.
 * @param view an empty folder
 * @param settings the settings that the repository may make
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

/** The variables that point git at a view. */
export function viewEnvironment(view: string, { workTree, gitFolder, commonFolder }: FoundRepository) {
  return {
    GIT_DIR: view,
    GIT_WORK_TREE: workTree,
    GIT_INDEX_FILE: join(gitFolder, 'index'),
    GIT_OBJECT_DIRECTORY: join(commonFolder, 'objects'),
  }
}

/** In old repositories, `HEAD` is a symbolic link to the branch. */
function headOf(gitFolder: string): string {
  const path = join(gitFolder, 'HEAD')
  return lstatSync(path).isSymbolicLink() ? `ref: ${readlinkSync(path)}\n` : (textOf(path) ?? '')
}

/** Skips anything but files and folders, such as a device that never ends. */
function link(target: string, path: string): void {
  const stats = statSync(target, { throwIfNoEntry: false })
  if (stats?.isFile() || stats?.isDirectory()) symlinkSync(target, path)
}
