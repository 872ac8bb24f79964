import { javaText } from '../java/values.ts'
import { TemplateError } from '../template-error.ts'
import { formatTime, parseTime } from './date-time-pattern.ts'

/** `$util.time` (developer guide, "Time helpers"); patterns are those of Java's DateTimeFormatter. */
export function timeUtil(): Record<string, unknown> {
  return {
    nowISO8601: () => new Date().toISOString(),
    nowEpochSeconds: () => Math.floor(Date.now() / 1000),
    nowEpochMilliSeconds: () => Date.now(),
    nowFormatted: (pattern: unknown, zone?: unknown) => formatTime(Date.now(), javaText(pattern), zoneOf(zone)),
    parseFormattedToEpochMilliSeconds: (text: unknown, pattern: unknown, zone?: unknown) =>
      parseTime(javaText(text), javaText(pattern), zoneOf(zone)),
    parseISO8601ToEpochMilliSeconds: (text: unknown) => parseIso(javaText(text)),
    epochMilliSecondsToSeconds: (milliseconds: unknown) => Math.floor(Number(milliseconds) / 1000),
    epochMilliSecondsToISO8601: (milliseconds: unknown) => new Date(Number(milliseconds)).toISOString(),
    epochMilliSecondsToFormatted: (milliseconds: unknown, pattern: unknown, zone?: unknown) =>
      formatTime(Number(milliseconds), javaText(pattern), zoneOf(zone)),
  }
}

function zoneOf(zone: unknown): string | undefined {
  return zone === undefined || zone === null ? undefined : javaText(zone)
}

function parseIso(text: string): number {
  const value = /^\d{4}-\d{2}-\d{2}T.+(Z|[+-]\d{2}:?\d{2})$/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(value)) throw new TemplateError(`"${text}" is not an ISO 8601 time`)
  return value
}
