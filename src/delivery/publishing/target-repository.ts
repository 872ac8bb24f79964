import type { GitRepository } from '../../core/ports/git.ts'
import { sha256 } from '../../core/sha256.ts'
import { StageError } from '../../core/stage-error.ts'
import type { GeneratedTree } from './generated-tree.ts'
import { indexPath, parseDigests } from './generated-tree.ts'
import { gitFailure, type Place } from './git-failure.ts'
import { objectId } from './object-id.ts'
import type { Digests } from './publication-plan.ts'
import { type PublishRecord, parseMessage } from './publish-record.ts'

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
  const [tip = '', time = ''] = (await text(git, target, ['log', '-1', '--format=%H %ct', tipRef])).trim().split(' ')
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
async function findBranch(git: GitRepository, target: Target): Promise<{ branch: string; ref: string | undefined }> {
  if (
    target.branch !== undefined &&
    (await git.run(['check-ref-format', `refs/heads/${target.branch}`])).exitCode !== 0
  )
    throw new StageError(
      'input-invalid',
      `input branch is ${JSON.stringify(target.branch)}: expected a name of a branch`,
    )
  const wanted = target.branch === undefined ? [] : [`refs/heads/${target.branch}`]
  const listed = await text(git, target, ['ls-remote', '--symref', 'origin', 'HEAD', ...wanted])
  const lines = listed.split('\n').map((line) => line.split('\t'))
  const symbolic = lines.find(([from, name]) => name === 'HEAD' && from?.startsWith('ref: '))?.[0]
  const branch = target.branch ?? symbolic?.slice('ref: refs/heads/'.length) ?? 'main'
  const ref = [`refs/heads/${branch}`, 'HEAD'].find((known) => lines.some(([, name]) => name === known))
  if (ref === undefined && (await text(git, target, ['ls-remote', '--heads', 'origin'])) !== '')
    throw new StageError('input-invalid', `${target.name} has neither a branch ${branch} nor a default branch`, {
      hint: 'name a branch that is there with --branch',
    })
  return { branch, ref }
}

interface Entry {
  readonly id: string
  /** A regular file; anything else is a link or a submodule. */
  readonly regular: boolean
}

async function listFolder(git: GitRepository, target: Target, tip: string): Promise<ReadonlyMap<string, Entry>> {
  const parts = target.folder.split('/').filter((part) => part !== '')
  for (const [index] of parts.entries()) {
    const parent = parts.slice(0, index + 1).join('/')
    const listed = await text(git, target, ['ls-tree', '-z', '--full-tree', tip, '--', parent])
    if (listed !== '' && !/^\d+ tree /.test(listed))
      throw new StageError('input-invalid', `${parent} of ${target.name} is no folder`, {
        hint: 'give another folder',
      })
  }
  const prefix = parts.length === 0 ? '' : `${parts.join('/')}/`
  const path = prefix === '' ? [] : ['--', prefix]
  const listed = await text(git, target, ['ls-tree', '-r', '-z', '--full-tree', tip, ...path])
  return new Map(
    listed
      .split('\0')
      .filter((line) => line !== '')
      .map((line) => {
        const [mode = '', , id = ''] = line.slice(0, line.indexOf('\t')).split(' ')
        return [line.slice(line.indexOf('\t') + 1 + prefix.length), { id, regular: mode.startsWith('100') }] as const
      }),
  )
}

/** Contents are read only where the object's name does not tell: most files are what they will be. */
async function digestsOf(
  git: GitRepository,
  target: Target,
  { entries, former, wanted }: { entries: ReadonlyMap<string, Entry>; former: Digests; wanted: GeneratedTree },
): Promise<Digests> {
  const digests = new Map<string, string>()
  const unclear = new Map<string, string>()
  for (const [path, { id, regular }] of entries) {
    if (path === indexPath) continue
    const file = wanted.digests.has(path) ? wanted.files.get(path) : undefined
    if (regular && file && objectId(file.bytes, id.length) === id) digests.set(path, wanted.digests.get(path) ?? '')
    else if (regular && (file || former.has(path))) unclear.set(path, id)
    else digests.set(path, `object ${id}`)
  }
  const blobs = await readBlobs(git, target, [...new Set(unclear.values())])
  for (const [path, id] of unclear) digests.set(path, sha256(blobs.get(id) ?? ''))
  return digests
}

async function readBlobs(git: GitRepository, target: Target, ids: readonly string[]): Promise<Map<string, Buffer>> {
  const blobs = new Map<string, Buffer>()
  if (ids.length === 0) return blobs
  const read = await git.run(['cat-file', '--batch'], { input: ids.map((id) => `${id}\n`).join('') })
  if (read.exitCode !== 0) throw gitFailure(read, target)
  const bytes = Buffer.from(read.stdout)
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(10, at)
    const [id = '', kind, size] = bytes.subarray(at, end).toString('utf8').split(' ')
    if (kind !== 'blob') throw new Error(`cat-file gave ${id} ${kind}`)
    blobs.set(id, bytes.subarray(end + 1, end + 1 + Number(size)))
    at = end + 2 + Number(size)
  }
  return blobs
}

/** The last publication to the folder, looked for as far back as history goes. */
async function findRecord(git: GitRepository, target: Target, ref: string): Promise<TargetState['record']> {
  const log = ['log', '-z', '--topo-order', '--format=%H%n%B', '--fixed-strings', '--grep=Liftlock-Model: ', tipRef]
  for (const further of ['--deepen=200', '--unshallow', undefined]) {
    for (const entry of (await text(git, target, log)).split('\0')) {
      const record = parseMessage(entry)
      if (record?.folder === target.folder) return { ...record, commit: entry.slice(0, entry.indexOf('\n')) }
    }
    const shallow = (await text(git, target, ['rev-parse', '--is-shallow-repository'])).trim() === 'true'
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

/** What a command printed. @throws StageError what `gitFailure` finds */
async function text(git: GitRepository, target: Target, args: readonly string[]): Promise<string> {
  return Buffer.from((await succeed(git, target, args)).stdout).toString('utf8')
}

async function succeed(git: GitRepository, target: Target, args: readonly string[]) {
  const ended = await git.run(args)
  if (ended.exitCode !== 0) throw gitFailure(ended, target)
  return ended
}
