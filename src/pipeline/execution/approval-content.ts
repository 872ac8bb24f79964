/** What an approval says that it is about. */
export interface ApprovalContent {
  readonly release?: string
  readonly plan?: string
}

/**
 * The release and the plan that an approval names in its configuration, after the service has put the values of
 * variables in: `release=<digest>` and `plan=<fingerprint>`, anywhere in a text.
 */
export function approvalContent(configuration: Readonly<Record<string, string>>): ApprovalContent {
  const text = Object.values(configuration).join('\n')
  const word = (name: string) => new RegExp(`\\b${name}\\s*[=:]\\s*([\\w.:+-]+)`, 'i').exec(text)?.[1]
  const [release, plan] = [word('release'), word('plan')]
  return { ...(release !== undefined && { release }), ...(plan !== undefined && { plan }) }
}

/** Whether two texts name the same: equal, or the beginning of a digest of at least twelve digits. */
export function isSameDigest(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one]
  return short === long || (/^[0-9a-f]{12,}$/.test(short) && long.startsWith(short))
}
