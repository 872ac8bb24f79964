/** Words in the name of a value that must not be shown. */
export const secretName =
  /authorization|cookie|secret|token|passw|passphrase|api[-_]?key|access[-_]?key|private[-_]?key|signature|credential|assertion/i

/** Further names that mean a secret where people choose them, such as the variables of a function. */
const chosenName =
  /(^|[-_.])(pwd|pass|dsn|jwt|auth)$|[a-z]Pwd$|(connection|conn)[-_]?(string|str)|(encryption|signing|master)[-_]?key/i

/** Names that contain such a word and say where the secret lies, or how it is made, but not what it is. */
const aboutSecret =
  /(arn|name|id|ids|length|characters|type|units?|validity|ttl|table|url|uri|path|expires|rotation\w*|version|stage|format|source|enabled|endpoint|prefix)$|^(ServiceToken|NextToken)$/i

/**
 * Whether a value with this name in a template is probably a secret. A name such as `SECRET_ARN` or `TokenValidity` only
 * speaks about one.
 */
export function namesSecret(name: string): boolean {
  return (secretName.test(name) || chosenName.test(name)) && !aboutSecret.test(name)
}
