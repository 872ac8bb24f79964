import { sha256 } from '../../core/sha256.ts'
import { shortCommit } from '../../core/text/short-digest.ts'

/** Which commit of a model a folder of a target has, as trailers (git-interpret-trailers(1)) of a commit say it. */
export interface PublishRecord {
  /** Repository of the model, as people write it: `owner/name`. */
  readonly repository: string
  /** Commit of the model, full. */
  readonly model: string
  /** Server of that repository, such as `https://github.com`, where it has one. */
  readonly modelServer?: string | undefined
  /** Folder of the model in it, spelt as in an address; empty or undefined for its root. */
  readonly modelFolder?: string | undefined
  /** Folder of the target, `/` between its parts; empty for its root. */
  readonly folder: string
  /** SHA-256 of the published index. */
  readonly tree: string
  /** Commit of the target that brought the tree, where that is known. */
  readonly commit?: string | undefined
}

/** The message of a publication's commit. */
export function renderMessage(record: PublishRecord, written: number, removed: number): string {
  return render(
    `Publish ${shortModel(record)}`,
    `Generated files only: ${written} written, ${removed} removed. Change the model, not these files.`,
    record,
  )
}

/** The message of the commit that the record beside a branch is at. */
export function renderRecord(record: PublishRecord, branch: string): string {
  return render(
    `Record ${shortModel(record)}`,
    `The newest model whose files ${branch} has: an older one is not published over it.`,
    record,
  )
}

/**
 * Undefined for a message that is not of a publication. Anybody who may commit can write one: what stands in links and messages has no
 * control characters, and no part that leads out of its folder.
 */
export function parseMessage(message: string): PublishRecord | undefined {
  const value = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(message)?.[1]?.trim()
  const [, repository = '', model] = /^([^\p{C}]{1,300})@([0-9a-f]{40,64})$/u.exec(value('Liftlock-Model') ?? '') ?? []
  const [folder, tree, commit] = [value('Liftlock-Folder'), value('Liftlock-Tree'), value('Liftlock-Commit')]
  if (!model || folder === undefined || tree === undefined) return undefined
  const [modelServer, modelFolder] = [value('Liftlock-Model-Server'), value('Liftlock-Model-Folder')]
  if (leadsOut(repository) || (modelFolder && (!spelt.test(modelFolder) || leadsOut(modelFolder)))) return undefined
  const known = commit !== undefined && /^[0-9a-f]{40,64}$/.test(commit) ? commit : undefined
  return { repository, model, modelServer, modelFolder, folder: folder === '.' ? '' : folder, tree, commit: known }
}

/** As `encodeURIComponent` spells the parts of a path. */
const spelt = /^[\w.!~*'()%/-]+$/

function leadsOut(path: string): boolean {
  return path.split('/').some((part) => /^(\.|%2e){1,2}$/i.test(part))
}

/**
 * The reference of the target that says which model a branch has in a folder. It is no branch and no tag, so no clone fetches it and no
 * workflow starts on it; what it is at is a commit without files and parents, so no rule about files is asked.
 */
export function recordRef(branch: string, folder: string): string {
  return `${recordRefs}${sha256(`${branch}\n${folder}`).slice(0, 16)}`
}

/** What the names of all records begin with. */
export const recordRefs = 'refs/liftlock/published/'

function shortModel({ repository, model }: PublishRecord): string {
  return `${repository}@${shortCommit(model)}`
}

function render(title: string, text: string, record: PublishRecord): string {
  const { repository, model, modelServer, modelFolder, folder, tree, commit } = record
  const trailers = [
    `Liftlock-Model: ${repository}@${model}`,
    ...(modelServer ? [`Liftlock-Model-Server: ${modelServer}`] : []),
    ...(modelFolder ? [`Liftlock-Model-Folder: ${modelFolder}`] : []),
    `Liftlock-Folder: ${folder || '.'}`,
    `Liftlock-Tree: ${tree}`,
    ...(commit === undefined ? [] : [`Liftlock-Commit: ${commit}`]),
  ]
  return [title, '', text, '', ...trailers, ''].join('\n')
}
