import type { FilePosition } from '../../../core/run/report.ts'
import { ActivityFailure } from '../scenario/activity-failure.ts'

/**
 * The headers of a call: those of the scenario and those of its caller, with names in lower case.
 * @param own headers that identify the caller; a scenario cannot override them
 * @throws ActivityFailure for an invalid header, or one that would change where the call goes or who makes it
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
    if (!/^[\t\x20-\x7e\x80-\xff]{0,8192}$/.test(value)) refuse(name, 'has a value that is not allowed in a header')
    if (ofTheConnection.test(lower)) refuse(name, 'belongs to the connection; a call cannot set it')
    if (Object.hasOwn(own, lower)) refuse(name, 'identifies the caller; set the identity of the activity instead')
    return [lower, value] as const
  })
  return { ...Object.fromEntries(entries), ...own }
}

/** Headers that decide where a request goes and where it ends (RFC 9110, 7.2 and 7.6; RFC 9112, 6). */
const ofTheConnection =
  /^(host|content-length|transfer-encoding|connection|keep-alive|upgrade|te|trailer|expect|proxy-.*)$/
