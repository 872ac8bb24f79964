import { TemplateError } from '../template-error.ts'

/** One part of a pattern of Java's DateTimeFormatter: letters, or text that stands for itself. */
type Part = { readonly letter: string; readonly count: number } | { readonly text: string }

/** The local date and time of an instant in a time zone. */
interface Local {
  readonly fields: Readonly<Record<string, number>>
  readonly offsetSeconds: number
}

/** @param zone an offset such as `+08:00` or a name such as `Europe/Amsterdam`; UTC when left out */
export function formatTime(milliseconds: number, pattern: string, zone: string | undefined): string {
  const local = localTime(milliseconds, zone)
  return partsOf(pattern)
    .map((part) => ('text' in part ? part.text : formatPart(part.letter, part.count, local, zone)))
    .join('')
}

/** Milliseconds since 1970. @throws TemplateError when the text does not follow the pattern */
export function parseTime(text: string, pattern: string, zone: string | undefined): number {
  const fields: Record<string, number> = { M: 1, d: 1, H: 0, m: 0, s: 0, S: 0 }
  let offset: number | undefined
  let rest = text
  for (const part of partsOf(pattern)) {
    const expected = 'text' in part ? part.text : undefined
    const found = expected === undefined && 'letter' in part ? patternOf(part.letter, part.count).exec(rest) : null
    if (expected === undefined ? !found : !rest.startsWith(expected)) {
      throw new TemplateError(`Text '${text}' could not be parsed with the pattern ${pattern}`)
    }
    const taken = expected ?? found?.[0] ?? ''
    if ('letter' in part) offset = readPart(part, taken, fields) ?? offset
    rest = rest.slice(taken.length)
  }
  if (rest !== '') throw new TemplateError(`Text '${text}' could not be parsed with the pattern ${pattern}`)
  const { y = 1970, M = 1, d, H, m, s, S } = fields
  const utc = Date.UTC(y, M - 1, d, H, m, s, S)
  return utc - (offset ?? localTime(utc, zone).offsetSeconds) * 1000
}

/** `[` and `]` mark optional parts, which are always written. */
function partsOf(pattern: string): Part[] {
  return [...pattern.matchAll(/'((?:[^']|'')*)'|([A-Za-z])\2*|[\s\S]/g)].flatMap((found): Part[] => {
    const [text, quoted, letter] = found
    if (quoted !== undefined) return [{ text: quoted === '' ? "'" : quoted.replaceAll("''", "'") }]
    if (letter) return [{ letter: letter === 'u' ? 'y' : letter, count: text.length }]
    return text === '[' || text === ']' ? [] : [{ text }]
  })
}

const months = 'January February March April May June July August September October November December'.split(' ')
const days = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ')

function formatPart(letter: string, count: number, { fields, offsetSeconds }: Local, zone: string | undefined): string {
  const { y = 0, M = 1, d = 1, H = 0, m = 0, s = 0, S = 0 } = fields
  const number = (value: number) => String(value).padStart(count, '0')
  switch (letter) {
    case 'y':
      return count === 2 ? String(y % 100).padStart(2, '0') : number(y)
    case 'M':
    case 'L':
      return count < 3 ? number(M) : (months[M - 1] ?? '').slice(0, count === 3 ? 3 : undefined)
    case 'E':
      return (days[new Date(Date.UTC(y, M - 1, d)).getUTCDay()] ?? '').slice(0, count < 4 ? 3 : undefined)
    case 'h':
      return number(H % 12 || 12)
    case 'a':
      return H < 12 ? 'AM' : 'PM'
    case 'D':
      return number((Date.UTC(y, M - 1, d) - Date.UTC(y, 0, 0)) / 86_400_000)
    case 'S':
      return String(S).padStart(3, '0').padEnd(count, '0').slice(0, count)
    case 'd':
    case 'H':
    case 'm':
    case 's':
      return number({ d, H, m, s }[letter])
    case 'V':
    case 'z':
      return zone ?? 'UTC'
    case 'Z':
    case 'X':
    case 'x':
      return formatOffset(letter, count, offsetSeconds)
    default:
      throw new TemplateError(`the letter ${letter} of the time pattern is not supported here`)
  }
}

/** `Z` is +0000; `X` says Z for zero; one letter hours, two +hhmm, three +hh:mm, four and five with seconds. */
function formatOffset(letter: string, count: number, seconds: number): string {
  const width = letter === 'Z' ? (count < 4 ? 4 : 5) : count
  if (seconds === 0 && (letter === 'X' || width === 5)) return 'Z'
  const size = Math.abs(seconds)
  const [h, m, s] = [Math.floor(size / 3600), Math.floor(size / 60) % 60, size % 60].map((part) =>
    String(part).padStart(2, '0'),
  )
  const sign = seconds < 0 ? '-' : '+'
  if (letter === 'Z' && count < 4) return `${sign}${h}${m}`
  const colon = width === 3 || width === 5 ? ':' : ''
  if (width === 1) return `${sign}${h}${m === '00' ? '' : m}`
  return `${sign}${h}${colon}${m}${width > 3 && s !== '00' ? `${colon}${s}` : ''}`
}

function patternOf(letter: string, count: number): RegExp {
  if ('ZXxO'.includes(letter)) return /^(?:Z|[+-]\d{2}(?::?\d{2}(?::?\d{2})?)?)/
  if (letter === 'a') return /^[AP]M/i
  if (letter === 'E' || ((letter === 'M' || letter === 'L') && count > 2)) return /^[A-Za-z]+/
  return count > 1 && letter !== 'y' ? new RegExp(`^\\d{${count}}`) : /^\d+/
}

/** Stores the value of one part. @returns the offset in seconds, if the part is an offset */
function readPart({ letter, count }: { letter: string; count: number }, text: string, fields: Record<string, number>) {
  if ('ZXxO'.includes(letter)) return parseOffset(text)
  if (letter === 'a') fields.H = ((fields.H ?? 0) % 12) + (/p/i.test(text) ? 12 : 0)
  else if (letter === 'h') fields.H = Number(text) % 12
  else if (letter === 'S') fields.S = Math.floor(Number(`0.${text}`) * 1000)
  else if ((letter === 'M' || letter === 'L') && count > 2)
    fields.M = months.findIndex((name) => name.startsWith(text)) + 1
  else if (letter === 'y' && count === 2) fields.y = 2000 + Number(text)
  else if (letter !== 'E') fields[letter] = Number(text)
  return undefined
}

function parseOffset(text: string): number {
  const found = /^([+-])(\d{2}):?(\d{2})?:?(\d{2})?$/.exec(text)
  if (!found) return 0
  const size = Number(found[2]) * 3600 + Number(found[3] ?? 0) * 60 + Number(found[4] ?? 0)
  return found[1] === '-' ? -size : size
}

function localTime(milliseconds: number, zone: string | undefined): Local {
  const offsetSeconds = zone && /^[+-]/.test(zone) ? parseOffset(zone) : zone ? namedOffset(milliseconds, zone) : 0
  const date = new Date(milliseconds + offsetSeconds * 1000)
  return {
    offsetSeconds,
    fields: {
      y: date.getUTCFullYear(),
      M: date.getUTCMonth() + 1,
      d: date.getUTCDate(),
      H: date.getUTCHours(),
      m: date.getUTCMinutes(),
      s: date.getUTCSeconds(),
      S: date.getUTCMilliseconds(),
    },
  }
}

/** Offset of a named time zone at an instant, in seconds east of UTC. */
function namedOffset(milliseconds: number, zone: string): number {
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
    const name = format.formatToParts(milliseconds).find((part) => part.type === 'timeZoneName')?.value ?? 'GMT'
    return parseOffset(name.replace('GMT', ''))
  } catch {
    throw new TemplateError(`the time zone ${zone} is not known`)
  }
}
