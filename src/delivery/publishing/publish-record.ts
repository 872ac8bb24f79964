/** What a publication says of itself, as trailers (git-interpret-trailers(1)) of its commit. */
export interface PublishRecord {
  /** Repository of the model, as people write it: `owner/name`. */
  readonly repository: string
  /** Commit of the model, full. */
  readonly model: string
  /** Folder of the target, `/` between its parts; empty for its root. */
  readonly folder: string
  /** SHA-256 of the published index. */
  readonly tree: string
}

/** The message of a publication's commit. */
export function renderMessage(record: PublishRecord, written: number, removed: number): string {
  const model = `${record.repository}@${record.model}`
  return [
    `Publish ${record.repository}@${record.model.slice(0, 7)}`,
    '',
    `Generated files only: ${written} written, ${removed} removed. Change the model, not these files.`,
    '',
    `Liftlock-Model: ${model}`,
    `Liftlock-Folder: ${record.folder || '.'}`,
    `Liftlock-Tree: ${record.tree}`,
    '',
  ].join('\n')
}

/** Undefined for a message that is not of a publication. */
export function parseMessage(message: string): PublishRecord | undefined {
  const value = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(message)?.[1]?.trim()
  const [, repository, model] = /^(.+)@([0-9a-f]{40,64})$/.exec(value('Liftlock-Model') ?? '') ?? []
  const [folder, tree] = [value('Liftlock-Folder'), value('Liftlock-Tree')]
  if (!repository || !model || folder === undefined || tree === undefined) return undefined
  return { repository, model, folder: folder === '.' ? '' : folder, tree }
}
