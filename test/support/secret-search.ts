import { markdownText } from '../../src/core/markdown-text.ts'

/**
 * Every secret that can be read in a text, in any spelling: plain, in JSON, in Markdown with its signs as entities, URL-encoded, and in
 * base64 or base64url, alone or inside something longer, also URL-encoded.
 * @param places texts by the name under which a finding speaks of them
 * @returns one line for each finding, without the secret: `summary: secret 2 in base64`
 * @throws Error for a secret that is too short to be told from ordinary text
 */
export function findSecrets(places: Readonly<Record<string, string>>, secrets: readonly string[]): string[] {
  return Object.entries(places).flatMap(([place, text]) =>
    secrets.flatMap((secret, index) =>
      [...spellingsOf(secret)]
        .filter(([spelling]) => text.includes(spelling))
        .map(([, name]) => `${place}: secret ${index + 1} ${name}`),
    ),
  )
}

const shortest = 9

/** The spellings of a secret with their names; those of base64 lack what depends on its neighbours. */
function spellingsOf(secret: string): ReadonlyMap<string, string> {
  if (secret.length < shortest) throw new Error(`a secret of ${secret.length} characters cannot be searched for`)
  const inside = ['', 'x', 'xy'].map((before) => Buffer.from(before + secret))
  // Three bytes are four characters: the first group has what stands before, the last one what follows.
  const base64 = inside.map((bytes) => bytes.toString('base64').slice(4, -4))
  const base64url = inside.map((bytes) => bytes.toString('base64url').slice(4, -4))
  // The plain name last, because it is the one that counts when a secret looks the same in several.
  return new Map([
    ...base64.map((text) => [encodeURIComponent(text), 'in base64, URL-encoded'] as const),
    ...base64url.map((text) => [text, 'in base64url'] as const),
    ...base64.map((text) => [text, 'in base64'] as const),
    [encodeURIComponent(secret), 'URL-encoded'],
    [JSON.stringify(secret).slice(1, -1), 'in JSON'],
    [markdownText(secret), 'in Markdown'],
    [secret, 'plain'],
  ])
}
