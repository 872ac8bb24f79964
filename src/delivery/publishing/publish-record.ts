import { sha256 } from '../../core/sha256.ts'
import { shortCommit } from '../../core/text/short-digest.ts'

/** Which model commit a folder of a target contains, as the trailers of a commit say it (git-interpret-trailers(1)). */
export interface PublishRecord {
  /** Repository of the model, as people write it: `owner/name`. */
  readonly repository: string
  /** Commit of the model, full id. */
  readonly model: string
  /** Server of that repository, such as `https://github.com`, if any. */
  readonly modelServer?: string | undefined
  /** Folder of the model in it, escaped as in an address; empty or undefined for the root. */
  readonly modelFolder?: string | undefined
  /** Folder of the target, with `/` between its parts; empty for the root. */
  readonly folder: string
  /** SHA-256 of the published index. */
  readonly tree: string
  /** Commit of the target that brought the tree, when it is known. */
  readonly commit?: string | undefined
}

/** The commit message of a publication. */
export function renderMessage(record: PublishRecord, written: number, removed: number): string {
  return render(
    `Publish ${shortModel(record)}`,
    `Generated files only: ${written} written, ${removed} removed. Change the model, not these files.`,
    record,
  )
}

/** The message of the commit that the record of a branch points to. */
export function renderRecord(record: PublishRecord, branch: string): string {
  return render(
    `Record ${shortModel(record)}`,
    `The newest model that was published to ${branch}. An older model is refused.`,
    record,
  )
}

/**
 * Undefined for a message that is not from a publication. Anyone with commit rights can write one, so links and
 * messages are refused control characters and parts that leave the folder.
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

/** The parts of a path as `encodeURIComponent` escapes them. */
const spelt = /^[\w.!~*'()%/-]+$/

function leadsOut(path: string): boolean {
  return path.split('/').some((part) => /^(\.|%2e){1,2}$/i.test(part))
}

/**
 * The reference of the target that records the model of a branch in a folder. It is neither a branch nor a tag, so
 * clones do not fetch it and no workflow starts on it. Its commit has no files and no parents, so rules about files do
 * not apply.
 */
export function recordRef(branch: string, folder: string): string {
  return `${recordRefs}${sha256(`${branch}\n${folder}`).slice(0, 16)}`
}

/** The start of all record names. */
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
