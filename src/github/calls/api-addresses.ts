import { StageError } from '../../core/run/stage-error.ts'

/** Where the interfaces of one GitHub answer; all without a slash at their end. */
export interface ApiAddresses {
  readonly rest: string
  readonly graphql: string
  /** Where files of releases are sent. */
  readonly uploads: string
}

/**
 * The addresses that belong to the one of the REST API: `https://api.github.com`, `https://api.NAME.ghe.com`, or
 * `https://HOST/api/v3` of a GitHub Enterprise Server (GitHub Docs, "Getting started with the REST API" there).
 * @throws StageError `input-invalid` that names the variable
 */
export function apiAddresses(api: string): ApiAddresses {
  const url = URL.canParse(api) ? new URL(api) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '')
    throw new StageError('input-invalid', `GITHUB_API_URL is ${JSON.stringify(api)}: expected the address of an API`, {
      hint: 'leave it to the runner, or give an address such as https://api.github.com',
    })
  const rest = `${url.origin}${url.pathname}`.replace(/\/+$/, '')
  const hosted = /^api\.(github\.com|[a-z0-9-]+\.ghe\.com)$/.exec(url.hostname)
  const enterprise = rest.replace(/\/v3$/, '')
  return {
    rest,
    graphql: hosted ? rest : enterprise,
    uploads: hosted ? `${url.protocol}//uploads.${hosted[1]}` : `${enterprise}/uploads`,
  }
}
