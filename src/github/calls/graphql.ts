import { isRecord } from '../../core/documents/is-record.ts'
import { explained } from './explain.ts'
import type { Answer } from './octokit.ts'
import { refusalOf } from './refusal.ts'

/** Statuses that the REST API would give for the types of errors of the other interface. */
const statuses: Readonly<Record<string, number>> = {
  NOT_FOUND: 404,
  FORBIDDEN: 403,
  INSUFFICIENT_SCOPES: 403,
  UNPROCESSABLE: 422,
  STALE_DATA: 409,
}

/**
 * The data of an answer. Errors come with HTTP 200 (GitHub Docs, "Forming calls with GraphQL"), and are explained as
 * those of the REST API.
 * @throws ForgeError; for a limit, an error that `faultOf` reads
 */
export function graphqlData(to: string, { status, headers, data }: Answer): Pick<Answer, 'status' | 'data'> {
  const body = isRecord(data) ? data : {}
  const errors = Array.isArray(body.errors) ? body.errors.filter(isRecord) : []
  if (errors.length === 0) return { status, data: body.data }
  const types = errors.map(({ type }) => String(type ?? ''))
  if (types.includes('RATE_LIMITED'))
    throw { status: 403, response: { headers, data: { message: 'secondary rate limit' } } }
  const meant = types.map((type) => statuses[type]).find((each) => each !== undefined) ?? 422
  throw explained(to, refusalOf(meant, headers, { errors: errors.map(({ message }) => ({ message })) }))
}
