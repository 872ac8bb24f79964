import { indexPath } from '../../core/generated-index.ts'
import type { GitRepository } from '../../core/ports/git.ts'
import { defined } from '../../core/run/defined.ts'
import { input, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { sha256 } from '../../core/sha256.ts'
import { checkBranch, mistakable, neighboursOf, refuseConflicts } from './branch-name.ts'
import type { GeneratedTree } from './generated-tree.ts'
import { parseDigests } from './generated-tree.ts'
import { answerOf, succeed } from './git/git-answer.ts'
import type { Digests } from './publication-plan.ts'
import { type PublishRecord, parseMessage, recordRef, recordRefs } from './publish-record.ts'
import type { Target } from './target.ts'
import { digestsOf, listFolder, readBlobs } from './target-content.ts'

/** The published folder at the tip of the branch. */
export interface TargetState {
  readonly branch: string
  /** Parent of our commit; undefined in an empty repository. */
  readonly tip?: string
  /** Time of that commit, in seconds since 1970. */
  readonly tipTime: number
  readonly former: Digests
  readonly present: Digests
  /** Whether the index there equals the index of the wanted tree. */
  readonly sameIndex: boolean
  /** The last publication to this folder. */
  readonly record?: PublishRecord
  /**
   * The commit of the record before the branch was read; undefined when there was no record. If it has not changed
   * since, no publication came in between, in whatever order the server reads its references.
   */
  readonly recordTip: string | undefined
  /** Whether the branch does not exist yet; the state is then that of the default branch. */
  readonly isNew: boolean
}

/** The local names of the fetched references. */
const [tipRef, besideRef] = ['refs/liftlock/tip', 'refs/liftlock/beside']

/**
 * Fetches the tip of the branch and reads what was published there. Only the tip is fetched, without large files. Older
 * commits follow, without their files, when the last publication is older.
 */
export async function readTarget(git: GitRepository, target: Target, wanted: GeneratedTree): Promise<TargetState> {
  const { ref, beside, ...found } = await findBranch(git, target)
  if (ref === undefined) return { ...found, tipTime: 0, former: new Map(), present: new Map(), sameIndex: false }
  const fetchTip = [
    'fetch',
    '--quiet',
    '--no-tags',
    '--depth=1',
    '--filter=blob:limit=1m',
    'origin',
    `+${ref}:${tipRef}`,
    ...(beside === undefined ? [] : [`+${beside}:${besideRef}`]),
  ]
  await succeed(git, target, fetchTip)
  const [tip = '', time = ''] = (await answerOf(git, target, ['log', '-1', '--format=%H %ct', tipRef, '--']))
    .trim()
    .split(' ')
  const entries = await listFolder(git, target, tip)
  const index = entries.get(indexPath)
  const indexText = index && (await readBlobs(git, target, [index.id])).get(index.id)
  const former = indexText === undefined ? new Map() : parseDigests(indexText.toString('utf8'), `${indexPath} there`)
  const digest = indexText && sha256(indexText)
  const known = digest && beside ? await readBeside(git, target, digest) : undefined
  const record = known ?? (indexText && (await findRecord(git, target, ref)))
  return {
    ...found,
    tip,
    tipTime: Number(time),
    former,
    present: await digestsOf(git, target, { entries, former, wanted }),
    sameIndex: digest === wanted.digest,
    ...defined({ record }),
  }
}

/** The name of the branch when neither an input nor the repository gives one. */
const usualBranch = 'main'

/** Where a publication finds the present state. */
interface BranchFound extends Pick<TargetState, 'branch' | 'isNew' | 'recordTip'> {
  /** The reference to fetch; undefined in an empty repository. */
  readonly ref: string | undefined
  /** The record of the branch that it starts at, if any. */
  readonly beside: string | undefined
}

async function findBranch(git: GitRepository, target: Target, lookedTwice = false): Promise<BranchFound> {
  if (target.branch !== undefined) await checkBranch(git, target.branch)
  const asked = target.branch ?? usualBranch
  const patterns = ['HEAD', `refs/heads/${asked}`, ...neighboursOf(asked), ...mistakable, `${recordRefs}*`]
  const listed = await answerOf(git, target, ['ls-remote', '--symref', 'origin', ...patterns])
  const lines = listed.split('\n').map((line) => line.split('\t'))
  const symbolic = lines.find(([from, name]) => name === 'HEAD' && from?.startsWith('ref: '))?.[0]
  const initial = symbolic?.slice('ref: refs/heads/'.length)
  const branch = target.branch ?? initial ?? usualBranch
  const tips = new Map(lines.filter(([at]) => !at?.startsWith('ref: ')).map(([at, name = '']) => [name, at]))
  // Without a default branch and without an input, we must not choose a branch.
  const isNamed = target.branch !== undefined || tips.has('HEAD')
  const ref = isNamed ? [`refs/heads/${branch}`, 'HEAD'].find((known) => tips.has(known)) : undefined
  const base = ref === 'HEAD' ? initial : branch
  const isNew = ref === undefined || base !== branch
  refuseConflicts(new Set(tips.keys()), { place: target.name, branch, isNew })
  if (ref !== undefined || (await answerOf(git, target, ['ls-remote', '--heads', 'origin'])) === '') {
    const beside = base === undefined ? undefined : recordRef(base, target.folder)
    return {
      branch,
      isNew,
      recordTip: tips.get(recordRef(branch, target.folder)),
      ref,
      beside: beside !== undefined && tips.has(beside) ? beside : undefined,
    }
  }
  // The repository looked empty but is not: the first commit may have come between the two reads.
  if (!lookedTwice) return findBranch(git, target, true)
  throw new StageError('input-invalid', `${target.name} has neither a branch ${branch} nor a default branch`, {
    hint: next`give an existing branch with ${input('branch')}`,
  })
}

/**
 * The record of the branch. It only counts with the index that the branch has now, because a reset of the branch does
 * not change the record.
 */
async function readBeside(git: GitRepository, target: Target, index: string): Promise<PublishRecord | undefined> {
  const record = parseMessage(await answerOf(git, target, ['for-each-ref', '--format=%(contents)', besideRef]))
  return record?.tree === index && record.folder === target.folder ? record : undefined
}

/** The last publication to the folder, as far back as the history goes. */
async function findRecord(git: GitRepository, target: Target, ref: string): Promise<PublishRecord | undefined> {
  const log = [
    'log',
    '-z',
    '--topo-order',
    '--format=%H%n%B',
    '--fixed-strings',
    '--grep=Liftlock-Model: ',
    tipRef,
    '--',
  ]
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
