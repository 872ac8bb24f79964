import type { GitRepository } from '../../core/ports/git.ts'
import { sha256 } from '../../core/sha256.ts'
import { StageError } from '../../core/stage-error.ts'
import type { GeneratedTree } from './generated-tree.ts'
import { indexPath, parseDigests } from './generated-tree.ts'
import { answerOf, succeed } from './git-answer.ts'
import type { Place } from './git-failure.ts'
import type { Digests } from './publication-plan.ts'
import { type PublishRecord, parseMessage } from './publish-record.ts'
import { digestsOf, listFolder, readBlobs } from './target-content.ts'

/** Where a publication goes. */
export interface Target extends Place {
  /** Undefined is the default branch of the repository. */
  readonly branch?: string | undefined
  /** Empty for the root. */
  readonly folder: string
}

/** The published folder as it is at the tip of the branch. */
export interface TargetState {
  readonly branch: string
  /** Commit that ours goes on top of; undefined in an empty repository. */
  readonly tip?: string
  /** Time of that commit, in seconds since 1970. */
  readonly tipTime: number
  readonly former: Digests
  readonly present: Digests
  /** Whether the index there is that of the wanted tree. */
  readonly sameIndex: boolean
  /** The last publication to this folder. */
  readonly record?: PublishRecord & { readonly commit: string }
}

const tipRef = 'refs/liftlock/tip'

/**
 * Fetches the tip of the branch and reads what was published there. Only the tip comes over, without large files; older commits follow,
 * without their files, when the last publication is further back.
 */
export async function readTarget(git: GitRepository, target: Target, wanted: GeneratedTree): Promise<TargetState> {
  const { branch, ref } = await findBranch(git, target)
  if (ref === undefined) return { branch, tipTime: 0, former: new Map(), present: new Map(), sameIndex: false }
  const fetchTip = [
    'fetch',
    '--quiet',
    '--no-tags',
    '--depth=1',
    '--filter=blob:limit=1m',
    'origin',
    `+${ref}:${tipRef}`,
  ]
  await succeed(git, target, fetchTip)
  const [tip = '', time = ''] = (await answerOf(git, target, ['log', '-1', '--format=%H %ct', tipRef]))
    .trim()
    .split(' ')
  const entries = await listFolder(git, target, tip)
  const index = entries.get(indexPath)
  const indexText = index && (await readBlobs(git, target, [index.id])).get(index.id)
  const former = indexText === undefined ? new Map() : parseDigests(indexText.toString('utf8'), `${indexPath} there`)
  const record = indexText === undefined ? undefined : await findRecord(git, target, ref)
  return {
    branch,
    tip,
    tipTime: Number(time),
    former,
    present: await digestsOf(git, target, { entries, former, wanted }),
    sameIndex: indexText !== undefined && sha256(indexText) === wanted.digest,
    ...(record === undefined ? {} : { record }),
  }
}

/** A branch that is not there yet begins at the default branch; `ref` is undefined in an empty repository. */
async function findBranch(
  git: GitRepository,
  target: Target,
  lookedTwice = false,
): Promise<{ branch: string; ref: string | undefined }> {
  if (
    target.branch !== undefined &&
    (await git.run(['check-ref-format', `refs/heads/${target.branch}`])).exitCode !== 0
  )
    throw new StageError(
      'input-invalid',
      `input branch is ${JSON.stringify(target.branch)}: expected a name of a branch`,
    )
  const wanted = target.branch === undefined ? [] : [`refs/heads/${target.branch}`]
  const listed = await answerOf(git, target, ['ls-remote', '--symref', 'origin', 'HEAD', ...wanted])
  const lines = listed.split('\n').map((line) => line.split('\t'))
  const symbolic = lines.find(([from, name]) => name === 'HEAD' && from?.startsWith('ref: '))?.[0]
  const branch = target.branch ?? symbolic?.slice('ref: refs/heads/'.length) ?? 'main'
  const ref = [`refs/heads/${branch}`, 'HEAD'].find((known) => lines.some(([, name]) => name === known))
  if (ref !== undefined || (await answerOf(git, target, ['ls-remote', '--heads', 'origin'])) === '')
    return { branch, ref }
  // It looked empty and is not: somebody else may have published the first commit between the two looks.
  if (!lookedTwice) return findBranch(git, target, true)
  throw new StageError('input-invalid', `${target.name} has neither a branch ${branch} nor a default branch`, {
    hint: 'name a branch that is there with --branch',
  })
}

/** The last publication to the folder, looked for as far back as history goes. */
async function findRecord(git: GitRepository, target: Target, ref: string): Promise<TargetState['record']> {
  const log = ['log', '-z', '--topo-order', '--format=%H%n%B', '--fixed-strings', '--grep=Liftlock-Model: ', tipRef]
  for (const further of ['--deepen=200', '--unshallow', undefined]) {
    for (const entry of (await answerOf(git, target, log)).split('\0')) {
      const record = parseMessage(entry)
      if (record?.folder === target.folder) return { ...record, commit: entry.slice(0, entry.indexOf('\n')) }
    }
    const shallow = (await answerOf(git, target, ['rev-parse', '--is-shallow-repository'])).trim() === 'true'
    if (!shallow || further === undefined) return undefined
    await succeed(git, target, [
      'fetch',
      '--quiet',
      '--no-tags',
      further,
      '--filter=tree:0',
      'origin',
      `+${ref}:refs/liftlock/history`,
    ])
  }
  return undefined
}
