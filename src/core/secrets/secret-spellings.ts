import { markdownText } from '../text/markdown-text.ts'
import { base32, hex, ofBase64 } from '../text/text-encodings.ts'

/**
 * A secret has this many spellings at most. Usually it has far fewer, because letters and digits look the same in
 * nearly all of them.
 */
export const mostSpellings = 128

/**
 * How a secret may look in a text: unchanged, in JSON and in JSON within JSON, in a URL once and twice, and in a form.
 * Further spellings are those in HTML and XML, quoted for a shell, and in hexadecimal numbers. For base64, base64url
 * and base32, each alignment inside a longer text is one spelling. All of these are also spelled in Markdown. Only
 * parts that do not depend on the surrounding text count. The list includes the encodings that GitHub's runner masks
 * (actions/runner, `HostContext`), and those of PowerShell's own error messages.
 */
export function secretSpellings(value: string): readonly string[] {
  const plain = [
    value,
    unquoted(value),
    ...jsonForms(value),
    ...urlForms(value),
    ...markupForms(value),
    ...shellForms(value),
  ]
  const encoded = [...hex(value), ...ofBase64(value), ...base32(value)].filter((text) => text.length >= shortestEncoded)
  const spellings = [...plain, ...encoded, ...encoded.flatMap(urlForms), ...encoded.map(withSlashes)]
  const all = [...new Set([...spellings, ...plain.map(markdownText), ...encoded.map(markdownText)])]
  return all.filter((text) => text.length >= shortest).slice(0, mostSpellings)
}

/** Shorter texts would match ordinary words. */
const shortest = 4
/** Shorter pieces of base64 would match ordinary text. */
const shortestEncoded = 6

/** The rest of a value in double quotes, after a program has removed the quotes as part of its text. */
function unquoted(value: string): string {
  return value.replace(/^"+|(?<!")"+$/g, '')
}

/**
 * JSON as common programs write it: the shortest form, with `\/`, for HTML, and with ASCII letters only (RFC 8259,
 * section 7).
 */
function jsonForms(value: string): readonly string[] {
  const json = JSON.stringify(value).slice(1, -1)
  const escaped = (pattern: RegExp) => {
    const code = (character: string) => character.charCodeAt(0).toString(16).padStart(4, '0')
    const lower = json.replace(pattern, (character) => `\\u${code(character)}`)
    return [lower, json.replace(pattern, (character) => `\\u${code(character).toUpperCase()}`)]
  }
  const forms = [
    json,
    withSlashes(json),
    ...escaped(/[<>&]/g),
    ...escaped(/[^\x20-\x7e]/g),
    ...escaped(/[^\x20-\x7e]|[<>&'"+`]/g),
  ]
  const inJson = [json, withSlashes(json)].map((form) => JSON.stringify(form).slice(1, -1))
  return [...new Set([...forms, ...inJson])]
}

function withSlashes(json: string): string {
  return json.replaceAll('/', '\\/')
}

/**
 * Percent-encoded in a URL: with few or all characters encoded, in both letter cases, in a form, and twice (RFC 3986,
 * section 2.1).
 */
function urlForms(value: string): readonly string[] {
  // Half of a surrogate pair cannot appear in a URL.
  const text = Buffer.from(value).toString()
  const lax = encodeURIComponent(text)
  const strict = lax.replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
  const once = [
    lax,
    strict,
    strict.replaceAll('~', '%7E'),
    strict.replaceAll('%20', '+'),
    formOf(text),
    encodeURI(text),
  ]
  const both = [...new Set(once)].flatMap((form) => [form, inLowerCase(form)])
  return [...new Set([...both, ...both.slice(0, 4).flatMap((form) => [form.replaceAll('%', '%25')])])]
}

/** As a web page sends a form (URL Standard, application/x-www-form-urlencoded). */
function formOf(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1)
}

function inLowerCase(form: string): string {
  return form.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())
}

/**
 * In HTML and XML: the usual named entities, and numeric ones, either for special characters or for all but letters.
 */
function markupForms(value: string): readonly string[] {
  const names: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  const text = value.replace(/[&<>]/g, (sign) => names[sign]!)
  const quoted = value.replace(/[&<>"]/g, (sign) => names[sign]!)
  const numbered = (pattern: RegExp, spell: (code: number) => string) =>
    value.replace(pattern, (sign) => `&#${spell(sign.codePointAt(0)!)};`)
  const asHex = (code: number) => `x${code.toString(16)}`
  const everywhere = [/[^\w]/gu, /[&<>"'`=/+]/gu, /[&<>"']/gu]
  return [
    text,
    quoted,
    ...['&#39;', '&#x27;', '&apos;', '&#039;'].map((quote) => quoted.replaceAll("'", quote)),
    ...everywhere.flatMap((pattern) => [
      numbered(pattern, String),
      numbered(pattern, asHex),
      numbered(pattern, (code) => `x${code.toString(16).toUpperCase()}`),
    ]),
  ]
}

/** Inside quotes of a POSIX shell, of PowerShell and expressions of workflows, and of Python. */
function shellForms(value: string): readonly string[] {
  return [
    value.replaceAll("'", `'\\''`),
    value.replaceAll("'", `'"'"'`),
    value.replaceAll("'", "''"),
    value.replace(/[\\"$`]/g, '\\$&'),
    value.replace(/[\\']/g, '\\$&'),
    value.replace(/[^\w@%+=:,./-]/g, '\\$&'),
  ]
}
