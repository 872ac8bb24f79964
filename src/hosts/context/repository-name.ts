import { StageError } from '../../core/run/stage-error.ts'

/** A repository of GitHub. */
export interface RepositoryName {
  readonly owner: string
  readonly name: string
}

const pattern = /^([A-Za-z0-9](?:[A-Za-z0-9_-]{0,99}))\/([\w.-]{1,100})$/

/**
 * Reads `owner/name`. Nothing else can get into the addresses of the API.
 * @throws StageError `input-invalid`
 */
export function readRepositoryName(text: string): RepositoryName {
  const repository = partsOf(text)
  if (repository !== undefined) return repository
  throw new StageError('input-invalid', `${JSON.stringify(text.slice(0, 200))} is no repository: expected owner/name`, {
    hint: 'write it as in the address of its page, such as acme/shop',
  })
}

/**
 * The repository that the address of a remote names; undefined for one of another host.
 * @param host such as `github.com`
 */
export function repositoryOfRemote(remote: string, host: string): RepositoryName | undefined {
  const [, named, path] =
    /^(?:https?|ssh|git):\/\/(?:[^@/]*@)?([^/:]+)(?::\d+)?\/(.+?)\/?$/.exec(remote) ??
    /^(?:[^@/:]+@)?([^/:]+):(?!\/\/)(.+?)\/?$/.exec(remote) ??
    []
  // GitHub serves SSH over the port of HTTPS there.
  if (named?.toLowerCase().replace(/^ssh\.github\.com$/, 'github.com') !== host.toLowerCase()) return undefined
  return partsOf(path!.replace(/^\//, '').replace(/\.git$/, ''))
}

function partsOf(text: string): RepositoryName | undefined {
  const [, owner, name] = pattern.exec(text) ?? []
  return owner === undefined || name === undefined || /^\.{1,2}$/.test(name) ? undefined : { owner, name }
}
