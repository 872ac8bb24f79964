/** Shorter values occur in other words too. */
const shortest = 4

/** Replaces secrets in lines, as CodeBuild does. */
export function hiddenText() {
  const secrets = new Set<string>()
  return {
    hide(secret: string) {
      // A line has only one of the lines of a secret.
      for (const line of secret.split(/\r?\n/)) if (line.length >= shortest) secrets.add(line)
    },
    show: (line: string): string =>
      [...secrets].sort((a, b) => b.length - a.length).reduce((text, secret) => text.replaceAll(secret, '***'), line),
  }
}
