const names = [
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
  'GITHUB_TOKEN',
  'GH_TOKEN',
  'ACTIONS_RUNTIME_TOKEN',
  'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
] as const

/**
 * The secrets in well-known variables of the environment. Short values are left out: they belong to emulators, and
 * would mask ordinary words.
 */
export function environmentSecrets(environment: NodeJS.ProcessEnv): readonly string[] {
  return names.flatMap((name) => {
    const value = environment[name]
    return value !== undefined && value.length >= 16 ? [value] : []
  })
}
