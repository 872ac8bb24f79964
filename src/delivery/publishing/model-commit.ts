import { dirname, join, relative, resolve, sep } from 'node:path'
import type { Files } from '../../core/ports/files.ts'
import type { Context } from '../../core/run/context.ts'
import { input, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { folderOf } from '../folder-of.ts'
import { readCheckout } from './checkout-state.ts'
import { textOf } from './git/git-answer.ts'
import { addressPath, repositoryName, serverOf } from './git/repository-address.ts'
import { withoutOtherDocuments } from './other-document.ts'

/** The commit of the model that a tree was generated from. */
export interface ModelCommit {
  /** As people write it: `owner/name`. */
  readonly repository: string
  /** Folder of the checkout that contains it. */
  readonly checkout: string
  /** Address of the repository that the checkout was cloned from, if any. */
  readonly origin?: string
  /** Server of that address, as a browser opens it, such as `https://github.com`. */
  readonly server?: string | undefined
  /** Folder of the model in the repository, escaped as in an address; empty for the root. */
  readonly folder: string
  readonly commit: string
  /** Seconds since 1970. */
  readonly time: number
}

/** Where the model is, and how to find the files that are read of it. */
export interface ModelSource {
  /** Folder of the model or of its checkout, or the model in one compiled file. */
  readonly path: string
  /** The generated tree: what lies beside it may differ. */
  readonly application: string
  /** Every file that is read of the model in a folder or file, as paths. */
  readonly list: (path: string) => Promise<readonly string[]>
}

/**
 * What the checkout of a model is at.
 * @throws StageError `model-uncommitted` when the model there is in no commit, `path-escapes` and the like when it
 *   cannot be read
 */
export async function readModelCommit(context: Context, source: ModelSource): Promise<ModelCommit> {
  const folder = await folderOf(context.files, source.path)
  const git = context.git.at(folder)
  const head = await git.run(['log', '-1', '--format=%H %ct', 'HEAD', '--'])
  const root = await git.run(['rev-parse', '--show-toplevel', '--show-prefix'])
  if (head.exitCode !== 0 || root.exitCode !== 0)
    throw new StageError(
      'model-uncommitted',
      `${folder} is in no git commit: ${firstLine(head.stderr + root.stderr)}`,
      {
        hint: next`give the checkout of the model with ${input('model')}, and commit the model before it is published`,
      },
    )
  await refuseChanges(context, folder, source)
  const [commit = '', time = '0'] = textOf(head.stdout).trim().split(' ')
  const url = textOf((await git.run(['config', '--get', 'remote.origin.url'])).stdout).trim()
  const [top = '', prefix = ''] = textOf(root.stdout).split('\n')
  const origin = /^\.{1,2}\//.test(url) ? resolve(top, url) : url.replace(/^(https?:\/\/)[^/]*@/i, '$1')
  const repository = repositoryName(origin || top) || 'model'
  const place = { repository, checkout: folder, folder: addressPath(prefix.replace(/\/$/, '')) }
  return { ...place, commit, time: Number(time), ...(origin === '' ? {} : { origin, server: serverOf(origin) }) }
}

async function refuseChanges(context: Context, folder: string, source: ModelSource) {
  const { report, files } = context
  const state = await readCheckout(context, folder, dirname(resolve(source.application)))
  const tracked = new Set(state.tracked)
  const read = await readFiles(files, folder, { source, tracked })
  const unknown = await withoutOtherDocuments(files, folder, state.unknown)
  const paths = [...new Set([...state.changed, ...unknown, ...read.filter((path) => !tracked.has(path))])].sort()
  if (paths.length === 0) return
  for (const path of paths)
    report({ kind: 'finding', finding: { severity: 'error', text: `${path} is not committed`, place: { file: path } } })
  throw new StageError('model-uncommitted', `the model in ${folder} has changes that are in no commit: ${paths[0]}`, {
    hint: 'commit or discard them, generate again, then publish',
  })
}

/** The files of the model, or of each model of the checkout when the folder itself has none; links are followed. */
async function readFiles(
  files: Files,
  folder: string,
  { source, tracked }: { source: ModelSource; tracked: ReadonlySet<string> },
): Promise<readonly string[]> {
  const isModel = folder !== source.path || (await files.kind(join(folder, 'config.xml'))) === 'file'
  const below = [...tracked].filter((path) => path.endsWith('/config.xml')).map((path) => join(folder, dirname(path)))
  const there = await Promise.all(below.map((path) => files.kind(join(path, 'config.xml'))))
  const models = isModel ? [source.path] : below.filter((_, index) => there[index] === 'file')
  const root = await files.realPath(folder)
  const paths = (await Promise.all(models.map(source.list))).flat()
  const real = await Promise.all(paths.map((path) => files.realPath(path)))
  return real.map((path) => relative(root, path).split(sep).join('/'))
}

function firstLine(text: string): string {
  return (text.trim().split('\n')[0] ?? '').replace(/^fatal: /, '')
}
