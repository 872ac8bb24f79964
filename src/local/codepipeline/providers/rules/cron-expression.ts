import { type DayTest, dayOfMonthTest, dayOfWeekTest } from './cron-days.ts'
import { numbersOf } from './cron-numbers.ts'

/** A time in some time zone, to the minute. Months and days of the month begin at 1. */
export interface WallTime {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
}

export interface CronExpression {
  /** Whether a minute is named. Seconds do not count (CodePipeline User Guide, "DeploymentWindow"). */
  names(time: WallTime): boolean
  /** The last year that is named; 2199 without a year. */
  readonly lastYear: number
}

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']

/**
 * Reads an expression of six or seven fields: seconds, minutes, hours, day of the month, month, day of the week, year.
 * The npm packages for it lack `0/15`, `L-3`, `L` as a day of the week, or ranges such as `FRI-MON`.
 * @throws Error that names what is wrong
 */
export function cronExpression(text: string): CronExpression {
  const fields = text.trim().split(/\s+/)
  if (fields.length !== 6 && fields.length !== 7)
    throw new Error(`it has ${fields.length} fields, and not six or seven`)
  const [seconds, minutes, hours, dayOfMonth, month, dayOfWeek, year = '*'] = fields as [
    string,
    ...string[],
  ] as string[]
  numbersOf(seconds!, { field: 'Seconds', from: 0, to: 59 })
  const minute = numbersOf(minutes!, { field: 'Minutes', from: 0, to: 59 })
  const hour = numbersOf(hours!, { field: 'Hours', from: 0, to: 23 })
  const monthNumbers = numbersOf(month!, { field: 'Month', from: 1, to: 12, names: months })
  const years = numbersOf(year, { field: 'Year', from: 1970, to: 2199 })
  const isDay = dayTest(dayOfMonth!, dayOfWeek!)
  return {
    names: (time) =>
      years.has(time.year) &&
      monthNumbers.has(time.month) &&
      isDay(time) &&
      hour.has(time.hour) &&
      minute.has(time.minute),
    lastYear: Math.max(...years),
  }
}

/** One of the two day fields says which days; the other has `?` or `*`. */
function dayTest(dayOfMonth: string, dayOfWeek: string): DayTest {
  const isAny = (field: string) => field === '?' || field === '*'
  if (dayOfMonth === '?' && dayOfWeek === '?') throw new Error('Day-of-month and Day-of-week cannot both be ?')
  if (!isAny(dayOfMonth) && !isAny(dayOfWeek))
    throw new Error('Day-of-month and Day-of-week both name days: one of them has to be ?')
  if (!isAny(dayOfMonth)) return dayOfMonthTest(dayOfMonth)
  return isAny(dayOfWeek) ? () => true : dayOfWeekTest(dayOfWeek)
}
