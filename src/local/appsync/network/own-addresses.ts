import type { IncomingMessage, ServerResponse } from 'node:http'
import { StageError } from '../../../core/run/stage-error.ts'
import { hasBearerToken } from '../../access/bearer-token.ts'
import type { OriginList } from '../../access/origin-list.ts'
import { ownPaths } from '../../own-paths.ts'
import { RequestRefused, unauthorizedRequest } from '../request-refused.ts'
import { send } from './send.ts'
import { addressOf, readBody } from './signed-request.ts'

/**
 * Answers addresses other than the APIs, for the toolkit itself. `GET /_liftlock/health` says that the adapter runs.
 * `PUT /_liftlock/origins` sets the origins whose pages may call.
 * @throws RequestRefused 401 without the daemon's token, 404 for an unknown address, 400 for an invalid origin
 */
export async function answerOwnAddress(
  request: IncomingMessage,
  response: ServerResponse,
  { token, origins }: { readonly token: string | undefined; readonly origins: OriginList },
): Promise<void> {
  const { path } = addressOf(request)
  if (!hasBearerToken(request.headers.authorization, token))
    throw unauthorizedRequest(
      `Nothing is served at ${path} without the daemon's token; an API is at /<api id>/graphql.`,
    )
  const route = `${request.method} ${path}`
  if (route === `GET ${ownPaths.health}`) send(response, 200, { status: 'ok' })
  else if (route === `PUT ${ownPaths.origins}`) {
    replaceOrigins(origins, await readBody(request))
    send(response, 200, { origins: origins.values })
  } else throw new RequestRefused(404, 'NotFoundException', `Nothing is served by ${route}.`)
}

function replaceOrigins(origins: OriginList, body: string): void {
  try {
    const { origins: values } = JSON.parse(body) as { origins?: unknown }
    if (!Array.isArray(values)) throw new RequestRefused(400, 'BadRequestException', 'origins must be a list.')
    origins.replace(values)
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError)
      throw new RequestRefused(400, 'BadRequestException', 'The body must be {"origins": [...]}.')
    if (error instanceof StageError) throw new RequestRefused(400, 'BadRequestException', error.message)
    throw error
  }
}
