import { dirname, isAbsolute, relative, resolve } from 'node:path'
import type { Context } from '../../core/context.ts'
import type { GitRepository } from '../../core/ports/git.ts'
import { StageError } from '../../core/stage-error.ts'
import { textOf } from './git-answer.ts'
import { addressPath, repositoryName, serverOf } from './repository-address.ts'

/** The commit of the model that a tree was generated from. */
export interface ModelCommit {
  /** As people write it: `owner/name`. */
  readonly repository: string
  /** Address of the repository that the checkout came from, if it has one. */
  readonly origin?: string
  /** Server of that address, as a browser opens it, such as `https://github.com`. */
  readonly server?: string | undefined
  /** Folder of the model in the repository, spelt as in an address; empty for its root. */
  readonly folder: string
  readonly commit: string
  /** Seconds since 1970. */
  readonly time: number
}

/**
 * What the checkout of the model is at.
 * @param folder the model
 * @param application the generated tree: what lies beside it may differ
 * @throws StageError `model-uncommitted` when the model there is in no commit
 */
export async function readModelCommit(context: Context, folder: string, application: string): Promise<ModelCommit> {
  const git = context.git.at(folder)
  const head = await git.run(['log', '-1', '--format=%H %ct', 'HEAD'])
  const root = await git.run(['rev-parse', '--show-toplevel', '--show-prefix'])
  if (head.exitCode !== 0 || root.exitCode !== 0)
    throw new StageError(
      'model-uncommitted',
      `${folder} is in no git commit: ${firstLine(head.stderr + root.stderr)}`,
      {
        hint: 'give the checkout of the model with --model, and commit the model before it is published',
      },
    )
  await refuseChanges(context, git, folder, application)
  const [commit = '', time = '0'] = textOf(head.stdout).trim().split(' ')
  const url = textOf((await git.run(['config', '--get', 'remote.origin.url'])).stdout).trim()
  const [top = '', prefix = ''] = textOf(root.stdout).split('\n')
  const origin = /^\.{1,2}\//.test(url) ? resolve(top, url) : url.replace(/^(https?:\/\/)[^/]*@/i, '$1')
  const repository = repositoryName(origin || top) || 'model'
  const place = { repository, folder: addressPath(prefix.replace(/\/$/, '')) }
  return { ...place, commit, time: Number(time), ...(origin === '' ? {} : { origin, server: serverOf(origin) }) }
}

/** Files of other kinds that git does not know are not read as a model. */
const sources = ['*.xml', 'lib/*.py', 'templates/*', 'meta.json']

async function refuseChanges({ report }: Context, git: GitRepository, folder: string, application: string) {
  const out = relative(resolve(folder), dirname(resolve(application)))
  const outside = out === '' || out.startsWith('..') || isAbsolute(out)
  const leave = outside ? [] : [`:(exclude)${out}`]
  const changed = await git.run(['diff', '--name-only', '-z', '--relative', 'HEAD', '--', '.', ...leave])
  const unknown = await git.run(['ls-files', '-z', '--others', '--exclude-standard', '--', ...sources, ...leave])
  const paths = [...new Set(textOf(changed.stdout).split('\0').concat(textOf(unknown.stdout).split('\0')))].filter(
    Boolean,
  )
  if (paths.length === 0) return
  for (const path of paths.sort())
    report({ kind: 'finding', finding: { severity: 'error', text: `${path} is not committed`, place: { file: path } } })
  throw new StageError('model-uncommitted', `the model in ${folder} has changes that are in no commit: ${paths[0]}`, {
    hint: 'commit them or undo them, generate again, then publish',
  })
}

function firstLine(text: string): string {
  return (text.trim().split('\n')[0] ?? '').replace(/^fatal: /, '')
}
