import { isAbsolute, join, relative, resolve } from 'node:path'
import type { GitRepository } from '../../core/ports/git.ts'
import type { Context } from '../../core/run/context.ts'
import { textOf } from './git/git-answer.ts'
import { unchangedLfsFiles } from './git/lfs-files.ts'

/** The state of the files in a folder of a checkout; paths are relative to that folder. */
export interface CheckoutState {
  readonly tracked: readonly string[]
  /** Files that differ from the newest commit. */
  readonly changed: readonly string[]
  /** XML documents that are in no commit and that git does not ignore. */
  readonly unknown: readonly string[]
}

/**
 * Reads the state of the folder and of the submodules in it. Git itself would start a git process in each submodule,
 * with that submodule's configuration.
 * @param leaveOut absolute path of a folder to skip
 */
export async function readCheckout(context: Context, folder: string, leaveOut: string): Promise<CheckoutState> {
  const git = context.git.at(folder)
  const paths = ['.', ...excluded(folder, leaveOut)]
  const different = await listed(git, [...difference, 'HEAD', '--', ...paths])
  const unchanged = await unchangedLfsFiles(context, git, folder, different)
  const changed = different.filter((path) => !unchanged.has(path))
  // A compiled model may have any name, in any folder of its checkout.
  const unknown = await listed(git, [...others, '--', '*.xml', ...excluded(folder, leaveOut)])
  const entries = (await listed(git, ['ls-files', '-z', '--stage'])).map(entryOf)
  const inside: CheckoutState[] = []
  for (const { path } of entries.filter(({ mode }) => mode === submodule)) {
    if (!(await isCheckedOut(context, folder, path))) continue
    const state = await readCheckout(context, join(folder, path), leaveOut)
    inside.push(below(path, state))
  }
  return {
    tracked: [entries.map(({ path }) => path), ...inside.map((state) => state.tracked)].flat(),
    changed: [changed, ...inside.map((state) => state.changed)].flat(),
    unknown: [unknown, ...inside.map((state) => state.unknown)].flat(),
  }
}

const difference = [
  'diff',
  '--name-only',
  '-z',
  '--relative',
  '--no-ext-diff',
  '--no-textconv',
  // Only reports a submodule at another commit; changes inside a submodule are found there.
  '--ignore-submodules=dirty',
]
const others = ['ls-files', '-z', '--others', '--exclude-standard']

/** Mode of an index entry for another repository (gitformat-index(5)). */
const submodule = '160000'

function entryOf(line: string): { readonly mode: string; readonly path: string } {
  const tab = line.indexOf('\t')
  return { mode: line.slice(0, line.indexOf(' ')), path: line.slice(tab + 1) }
}

/** A link in place of a submodule leads elsewhere, or back to this checkout. */
async function isCheckedOut({ files, git }: Context, folder: string, path: string): Promise<boolean> {
  const inside = join(folder, path)
  if ((await files.kind(join(inside, '.git'))) === undefined) return false
  if ((await files.realPath(inside)) !== join(await files.realPath(folder), path)) return false
  return (await git.at(inside).run(['rev-parse', '--verify', '--quiet', 'HEAD'])).exitCode === 0
}

function below(folder: string, { tracked, changed, unknown }: CheckoutState): CheckoutState {
  const at = (path: string) => `${folder}/${path}`
  return { tracked: tracked.map(at), changed: changed.map(at), unknown: unknown.map(at) }
}

function excluded(folder: string, leaveOut: string): readonly string[] {
  const path = relative(resolve(folder), leaveOut)
  const outside = path === '' || path.startsWith('..') || isAbsolute(path)
  return outside ? [] : [`:(exclude,literal)${path}`]
}

async function listed(git: GitRepository, args: readonly string[]): Promise<readonly string[]> {
  const { exitCode, stdout, stderr } = await git.run(args)
  if (exitCode !== 0) throw new Error(`git ${args[0]} ended with ${exitCode}: ${stderr}`)
  return textOf(stdout).split('\0').filter(Boolean)
}
