import { randomBytes, randomUUID } from 'node:crypto'
import { FieldError, unauthorizedField } from '../../field-error.ts'
import { javaMatches } from '../java/pattern.ts'
import { isMap, javaText, refuseEndless } from '../java/values.ts'
import { TemplateError } from '../template-error.ts'
import type { UtilSession } from './session.ts'

/** `$util` itself (developer guide, "Utility helpers in $util"). */
export function generalUtil(session: UtilSession): Record<string, unknown> {
  return { ...stateless, ...errors(session) }
}

function errors(session: UtilSession): Record<string, unknown> {
  return {
    authType: () => session.authType,
    appendError: (message: unknown, type?: unknown, data?: unknown, info?: unknown) => {
      session.appendError(fieldError(message, type, data, info))
      return ''
    },
    unauthorized: () => {
      throw unauthorizedField(session.field.name, session.field.type)
    },
  }
}

function fieldError(message: unknown, type?: unknown, data?: unknown, info?: unknown): FieldError {
  return new FieldError(javaText(message), typeof type === 'string' ? type : null, data ?? null, info ?? null)
}

const stateless: Readonly<Record<string, (...values: never[]) => unknown>> = {
  qr: () => '',
  quiet: () => '',
  parseJson: (text: unknown) => (text === null ? null : parseJson(javaText(text))),
  toJson: (value: unknown) => {
    refuseEndless(value)
    return JSON.stringify(value ?? null, (_, part) => (part instanceof Uint8Array ? toBase64(part) : part))
  },
  escapeJavaScript: (text: unknown) => escapeJavaScript(javaText(text)),
  urlEncode: (text: unknown) => urlEncode(javaText(text)),
  urlDecode: (text: unknown) => urlDecode(javaText(text)),
  base64Encode: (value: unknown) =>
    toBase64(value instanceof Uint8Array ? value : new TextEncoder().encode(javaText(value))),
  base64Decode: (text: unknown) => new Uint8Array(Buffer.from(javaText(text), 'base64')),
  autoId: () => randomUUID(),
  autoUlid: () => autoUlid(),
  autoKsuid: () => autoKsuid(),
  error: (message: unknown, type?: unknown, data?: unknown, info?: unknown) => {
    throw fieldError(message, type, data, info)
  },
  validate: (condition: unknown, message: unknown, type?: unknown, data?: unknown) => {
    if (condition !== true) throw fieldError(message, type ?? 'CustomTemplateException', data)
    return ''
  },
  isNull: (value: unknown) => value === null,
  isNullOrEmpty: (value: unknown) => isEmpty(value),
  isNullOrBlank: (value: unknown) => isBlank(value),
  defaultIfNull: (value: unknown, other: unknown) => value ?? other,
  defaultIfNullOrEmpty: (value: unknown, other: unknown) => (isEmpty(value) ? other : value),
  defaultIfNullOrBlank: (value: unknown, other: unknown) => (isBlank(value) ? other : value),
  isString: (value: unknown) => typeof value === 'string',
  isNumber: (value: unknown) => typeof value === 'number',
  isBoolean: (value: unknown) => typeof value === 'boolean',
  isList: (value: unknown) => Array.isArray(value),
  isMap: (value: unknown) => isMap(value),
  typeOf: (value: unknown) => typeOf(value),
  matches: (pattern: unknown, text: unknown) => text !== null && javaMatches(javaText(pattern), javaText(text)),
}

function typeOf(value: unknown): string {
  if (value === null) return 'Null'
  if (Array.isArray(value)) return 'List'
  if (isMap(value)) return 'Map'
  const name = { number: 'Number', string: 'String', boolean: 'Boolean' }[typeof value as string]
  return name ?? 'Object'
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new TemplateError(`Unable to parse the JSON given to $util.parseJson: ${(cause as Error).message}`)
  }
}

function isEmpty(value: unknown): boolean {
  return value === null || value === ''
}

function isBlank(value: unknown): boolean {
  return value === null || (typeof value === 'string' && value.trim() === '')
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}

/** Escapes like `StringEscapeUtils.escapeEcmaScript` of Apache Commons. */
function escapeJavaScript(text: string): string {
  const named: Readonly<Record<string, string>> = { '\b': '\\b', '\n': '\\n', '\t': '\\t', '\f': '\\f', '\r': '\\r' }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is escaped
  return text.replace(/['"\\/]|[\0-\x1f]|[^\0-\x7e]/g, (sign) => {
    if (/['"\\/]/.test(sign)) return `\\${sign}`
    return named[sign] ?? `\\u${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`
  })
}

/** `application/x-www-form-urlencoded`, like `java.net.URLEncoder`. */
function urlEncode(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()~]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')
}

function urlDecode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', '%20'))
  } catch {
    throw new TemplateError(`"${text}" is not URL-encoded text`)
  }
}

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** The epoch of KSUIDs, in seconds since 1970. */
const ksuidEpoch = 1_400_000_000

/** 48 bits of time and 80 random bits, in Crockford's base 32 (ULID specification). */
function autoUlid(): string {
  const value = (BigInt(Date.now()) << 80n) | BigInt(`0x${randomBytes(10).toString('hex')}`)
  return inBase(value, crockford, 26)
}

/** 32 bits of time and 128 random bits, in base 62. */
function autoKsuid(): string {
  const seconds = BigInt(Math.floor(Date.now() / 1000) - ksuidEpoch)
  return inBase((seconds << 128n) | BigInt(`0x${randomBytes(16).toString('hex')}`), base62, 27)
}

function inBase(value: bigint, alphabet: string, length: number): string {
  let text = ''
  for (let rest = value; text.length < length; rest /= BigInt(alphabet.length)) {
    text = alphabet.charAt(Number(rest % BigInt(alphabet.length))) + text
  }
  return text
}
