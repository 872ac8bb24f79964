import type { IncomingHttpHeaders } from 'node:http'
import { inCommandWords } from '../../core/run/command-words.ts'
import { input, next } from '../../core/run/next-step.ts'
import { findTarget, type Target, TargetRefused, type TargetRules } from './find-target.ts'
import { loopIn } from './forward.ts'
import type { ProxyCredentials } from './proxy-access.ts'
import type { RecordLog } from './record-log.ts'

/** What the proxy needs to decide. */
export interface ProxyParts {
  readonly open: boolean
  readonly credentials: ProxyCredentials
  readonly rules: TargetRules
  readonly log: RecordLog
  /** The proxy's own name in `Via`, so that it recognizes its own requests. */
  readonly name: string
}

/** The target of a request, or the status and text of a refusal. */
export type TargetDecision = readonly [target: Target] | readonly [target: undefined, status: number, message: string]

/** Decides about one request to an `http:` or `https:` address. */
export async function decideTarget(
  url: string,
  headers: IncomingHttpHeaders,
  parts: ProxyParts,
): Promise<TargetDecision> {
  const named = URL.canParse(url) ? new URL(url) : undefined
  const hint = parts.open ? '' : inCommandWords(next`; start it with ${input('egress')} to allow it`)
  if (!parts.open || named === undefined)
    return [undefined, 403, `the local AWS lets no function reach ${named?.host ?? url.slice(0, 200)}${hint}`]
  const loop = loopIn(headers, parts.name)
  if (loop !== undefined) return [undefined, 508, `the request runs in a circle: ${loop}`]
  try {
    const port = named.port || (named.protocol === 'https:' ? 443 : 80)
    return [await findTarget(`${named.hostname}:${port}`, parts.rules)]
  } catch (error) {
    if (!(error instanceof TargetRefused)) throw error
    return [undefined, 403, `the local AWS lets no function reach ${named.host}: ${error.message}`]
  }
}
