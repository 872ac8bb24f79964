import type { FilePosition } from '../../../core/run/report.ts'
import { ActivityFailure } from '../scenario/activity-failure.ts'

/**
 * The headers of a call, as a scenario gives them and with those of its caller. Names are in small letters.
 * @param own headers that carry who calls; a scenario cannot give them another value
 * @throws ActivityFailure for what is no header, or would change where and as whom the call is made
 */
export function callHeaders(
  given: Readonly<Record<string, string>>,
  own: Readonly<Record<string, string>>,
  place: FilePosition,
): Readonly<Record<string, string>> {
  const refuse = (name: string, why: string): never => {
    throw new ActivityFailure(`header ${JSON.stringify(name)} ${why}`, place)
  }
  const entries = Object.entries(given).map(([name, value]) => {
    const lower = name.toLowerCase()
    if (!/^[!#$%&'*+.^_`|~0-9a-z-]{1,200}$/.test(lower)) refuse(name, 'is no name of a header')
    if (!/^[\t\x20-\x7e\x80-\xff]{0,8192}$/.test(value)) refuse(name, 'has a value that no header can have')
    if (ofTheConnection.test(lower)) refuse(name, 'belongs to the connection, and is not given')
    if (Object.hasOwn(own, lower)) refuse(name, 'says who calls, as the identity of the activity does')
    return [lower, value] as const
  })
  return { ...Object.fromEntries(entries), ...own }
}

/** What says where a request goes and where it ends (RFC 9110, 7.2 and 7.6; RFC 9112, 6). */
const ofTheConnection =
  /^(host|content-length|transfer-encoding|connection|keep-alive|upgrade|te|trailer|expect|proxy-.*)$/
