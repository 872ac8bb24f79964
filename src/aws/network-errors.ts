import { types } from 'node:util'

const networkCodes =
  /^(ECONN(REFUSED|RESET|ABORTED)|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE|E(HOST|NET)(UNREACH|DOWN)|EPROTO|ERR_(TLS|SSL)_\w+|CERT_\w+|(DEPTH_ZERO_)?SELF_SIGNED\w*|UNABLE_TO_\w+|HPE_\w+)$/

/** How the SDK names an error from another JavaScript realm, such as the sandbox of a test. */
const wrapped = /^AWS SDK error wrapper for (?:Timeout)?Error: (?:connect|read|write|getaddrinfo) (E\w+) ?(\S+)?/

/** The system's code for a failed connection, such as `ECONNREFUSED`; undefined for any other error. */
export function networkCode(error: Error): string | undefined {
  const code = (error as NodeJS.ErrnoException).code
  if (code !== undefined && networkCodes.test(code)) return code
  const named = wrapped.exec(error.message)?.[1]
  if (named !== undefined && networkCodes.test(named)) return named
  return types.isNativeError(error.cause) ? networkCode(error.cause) : undefined
}

/** Says in a few words why no answer came. */
export function networkText(error: Error): string {
  const [first] = partsOf(error)
  if (first !== undefined) return networkText(first)
  const silent = /timed out after (\d+) ?ms of inactivity/.exec(error.message)?.[1]
  return networkCode(error) ?? (silent === undefined ? error.message : `silent for ${Number(silent) / 1000} s`)
}

/** The address that did not answer, if the error names it. */
export function addressOf(error: Error): string | undefined {
  const [first] = partsOf(error)
  if (first !== undefined) return addressOf(first)
  const { address, port, hostname } = error as { address?: string; port?: number; hostname?: string }
  if (address !== undefined) return port === undefined ? address : `${address}:${port}`
  return hostname ?? wrapped.exec(error.message)?.[2]
}

/** The failures in an AggregateError, one for each address of the host. */
export function partsOf(error: Error): readonly Error[] {
  const { errors } = error as Partial<AggregateError>
  return Array.isArray(errors) ? errors.filter(types.isNativeError) : []
}
