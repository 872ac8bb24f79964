import { secretName } from '../../core/secrets/secret-name.ts'

/** Short names that mean a secret in an address or a header, but often something else in a body. */
const shortName = /^(sig|key|auth|code|jwt|pwd|pass|session.*|.*-auth)$/i

const hidden = '***'

/** Whether the name of a header or a URL parameter suggests a secret. */
export function isSecretName(name: string): boolean {
  return secretName.test(name) || shortName.test(name)
}

/** Removes users, passwords, and parameters whose name suggests a secret from an address. */
export function withoutSecrets(url: string): string {
  if (!URL.canParse(url)) return url.replace(/\/\/[^/]*@/, `//${hidden}@`).replace(/\?.*$/s, `?${hidden}`)
  const parsed = new URL(url)
  if (parsed.username) parsed.username = hidden
  if (parsed.password) parsed.password = hidden
  for (const name of [...parsed.searchParams.keys()]) if (isSecretName(name)) parsed.searchParams.set(name, hidden)
  return parsed.href
}

/** Removes values whose name suggests a secret from a body: JSON, even if it was cut, and forms. */
export function bodyWithoutSecrets(text: string, contentType: string): string {
  if (/x-www-form-urlencoded/i.test(contentType)) return formWithoutSecrets(text)
  if (!secretName.test(text)) return text
  try {
    return jsonWithoutSecrets(text)
  } catch {
    return textWithoutSecrets(text)
  }
}

function formWithoutSecrets(text: string): string {
  return text
    .split('&')
    .map((pair) => {
      const name = pair.split('=', 1)[0]!
      return isSecretName(name.replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))))
        ? `${name}=${hidden}`
        : pair
    })
    .join('&')
}

/** @throws SyntaxError, RangeError when it is not JSON, or too deep */
function jsonWithoutSecrets(text: string): string {
  let found = false
  const value = JSON.parse(text, (name, value: unknown) => {
    if (!secretName.test(name)) return value
    found = true
    return hidden
  })
  return found ? JSON.stringify(value) : text
}

/** Word by word, in one pass: a string, a colon, and what follows up to the next comma or bracket. */
function textWithoutSecrets(text: string): string {
  const words = text.match(/"(?:[^"\\]|\\[\s\S])*"?|[^"]+/g) ?? []
  return words
    .map((word, index) => {
      const name = words[index - 2]
      const colon = words[index - 1]
      if (colon !== undefined && /^\s*:\s*$/.test(colon) && name?.startsWith('"') && secretName.test(name))
        return word.startsWith('"') ? `"${hidden}"` : word
      if (colon?.startsWith('"') && secretName.test(colon)) return word.replace(/^(\s*:\s*)[^\s,}\]"]+/, `$1${hidden}`)
      return word
    })
    .join('')
}
