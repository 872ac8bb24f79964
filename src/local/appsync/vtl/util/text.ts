import { FieldError } from '../../field-error.ts'
import { isMap, type JavaMap, javaText, putEntry } from '../java/values.ts'
import { TemplateError } from '../template-error.ts'
import type { UtilSession } from './session.ts'

/** `$util.str` (developer guide, "String helpers"). */
export function stringUtil(): Record<string, unknown> {
  return {
    toUpper: (text: unknown) => javaText(text).toUpperCase(),
    toLower: (text: unknown) => javaText(text).toLowerCase(),
    toReplace: (text: unknown, part: unknown, by: unknown) =>
      javaText(text).replaceAll(javaText(part), () => javaText(by)),
    normalize: (text: unknown, form: unknown) => javaText(text).normalize(javaText(form).toUpperCase()),
  }
}

/** `$util.math` (developer guide, "Math helpers"). */
export function mathUtil(): Record<string, unknown> {
  return {
    roundNum: (value: unknown) => Math.round(Number(value)),
    minVal: (left: unknown, right: unknown) => Math.min(Number(left), Number(right)),
    maxVal: (left: unknown, right: unknown) => Math.max(Number(left), Number(right)),
    randomDouble: () => Math.random(),
    randomWithinRange: (low: unknown, high: unknown) =>
      Number(low) + Math.floor(Math.random() * (Number(high) - Number(low))),
  }
}

/** `$util.log` (developer guide, "CloudWatch logging utils"). */
export function logUtil(session: UtilSession): Record<string, unknown> {
  const write =
    (level: string) =>
    (format: unknown, ...values: unknown[]) => {
      let next = 0
      const text = javaText(format).replace(/\{\}/g, (hole) => (next < values.length ? javaText(values[next++]) : hole))
      session.log(`${level} ${session.field.type}.${session.field.name}: ${text}`)
      return ''
    }
  return { info: write('info'), debug: write('debug'), error: write('error') }
}

const hopByHop = new Set([
  'transfer-encoding',
  'connection',
  'host',
  'expect',
  'keep-alive',
  'upgrade',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'content-length',
])

const reserved =
  /^(access-control-(allow-(credentials|origin|methods|headers)|expose-headers|max-age)|vary|content-type|x-amzn?-.*)$/

/** `$util.http` (developer guide, "HTTP helpers"). */
export function httpUtil(session: UtilSession): Record<string, unknown> {
  const addResponseHeader = (name: unknown, value: unknown) => {
    const key = name === null ? '' : javaText(name).toLowerCase()
    if (key === '' || value === null || hopByHop.has(key) || reserved.test(key)) {
      session.appendError(new FieldError(`The response header "${key}" is not allowed`, 'ResponseHeaderError'))
    } else session.addResponseHeader(key, typeof value === 'object' ? JSON.stringify(value) : javaText(value))
    return ''
  }
  return {
    copyHeaders: (headers: unknown) => copyHeaders(headers),
    addResponseHeader,
    addResponseHeaders: (headers: unknown) => {
      for (const [name, value] of Object.entries(mapOf(headers))) addResponseHeader(name, value)
      return ''
    },
  }
}

function copyHeaders(headers: unknown): JavaMap {
  const copy: JavaMap = {}
  for (const [name, value] of Object.entries(mapOf(headers))) {
    if (!hopByHop.has(name.toLowerCase())) putEntry(copy, name, value)
  }
  return copy
}

function mapOf(value: unknown): JavaMap {
  if (isMap(value)) return value
  throw new TemplateError(`expected a Map, got ${javaText(value)}`)
}
