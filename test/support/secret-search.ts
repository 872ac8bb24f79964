import { markdownText } from '../../src/core/text/markdown-text.ts'

/**
 * Every secret that can be read in a text, in any spelling: plain, in JSON, also twice and with `\\/`, in Markdown with its signs as entities, in
 * HTML, URL-encoded in either case and twice, in hexadecimal, and in base64 or base64url, alone or inside something longer, also URL-encoded.
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
const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** The spellings of a secret with their names; those of base64 lack what depends on its neighbours. */
function spellingsOf(secret: string): ReadonlyMap<string, string> {
  if (secret.length < shortest) throw new Error(`a secret of ${secret.length} characters cannot be searched for`)
  const inside = ['', 'x', 'xy'].map((before) => Buffer.from(before + secret))
  // Three bytes are four characters: the first group has what stands before, the last one what follows.
  const base64 = inside.map((bytes) => bytes.toString('base64').slice(4, -4))
  const base64url = inside.map((bytes) => bytes.toString('base64url').slice(4, -4))
  // The plain name last, because it is the one that counts when a secret looks the same in several.
  const url = encodeURIComponent(secret)
  const json = JSON.stringify(secret).slice(1, -1)
  return new Map([
    [Buffer.from(secret).toString('hex'), 'in hexadecimal'],
    [Buffer.from(secret).toString('hex').toUpperCase(), 'in hexadecimal'],
    [url.replaceAll('%', '%25'), 'URL-encoded twice'],
    [url.replace(/%../g, (code) => code.toLowerCase()), 'URL-encoded in lower case'],
    [JSON.stringify(json).slice(1, -1), 'in JSON in JSON'],
    [json.replaceAll('/', '\\/'), 'in JSON with escaped slashes'],
    [secret.replace(/[^\w]/g, (sign) => `&#x${sign.charCodeAt(0).toString(16)};`), 'in HTML'],
    [secret.replace(/[&<>"']/g, (sign) => entities[sign]!), 'in HTML'],
    ...base64.map((text) => [encodeURIComponent(text), 'in base64, URL-encoded'] as const),
    ...base64url.map((text) => [text, 'in base64url'] as const),
    ...base64.map((text) => [text, 'in base64'] as const),
    [url, 'URL-encoded'],
    [json, 'in JSON'],
    [markdownText(secret), 'in Markdown'],
    [secret, 'plain'],
  ])
}
