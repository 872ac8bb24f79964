import { type NumberField, numberOf, numbersOf } from './cron-numbers.ts'

/** A day of a calendar, with months and days from 1. */
export interface Day {
  readonly year: number
  readonly month: number
  readonly day: number
}

export type DayTest = (day: Day) => boolean

const dayOfMonth: NumberField = { field: 'Day-of-month', from: 1, to: 31 }
const dayOfWeek: NumberField = {
  field: 'Day-of-week',
  from: 1,
  to: 7,
  names: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'],
}

/** `L`, `L-3`, `LW`, `15W`, numbers, ranges and steps. @throws Error */
export function dayOfMonthTest(text: string): DayTest {
  return anyOf(text.split(',').map(partOfMonth))
}

function partOfMonth(part: string): DayTest {
  const word = part.toUpperCase()
  const before = /^L(?:-(\d+))?$/.exec(word)
  if (before !== null) {
    const days = before[1] === undefined ? 0 : numberOf(before[1], { ...dayOfMonth, to: 30 })
    return (date) => date.day === lastDay(date) - days
  }
  if (word === 'LW') return (date) => date.day === nearestWeekday(date, lastDay(date))
  const near = /^(\d+)W$/.exec(word)
  if (near !== null) {
    const day = numberOf(near[1]!, dayOfMonth)
    return (date) => date.day === nearestWeekday(date, Math.min(day, lastDay(date)))
  }
  const days = numbersOf(part, dayOfMonth)
  return ({ day }) => days.has(day)
}

/** `L` for Saturday, `6L` or `FRIL` for the last Friday, `6#3` for the third one, numbers, names, ranges and steps. */
export function dayOfWeekTest(text: string): DayTest {
  return anyOf(text.split(',').map(partOfWeek))
}

function partOfWeek(part: string): DayTest {
  const word = part.toUpperCase()
  if (word === 'L') return (date) => weekday(date) === 7
  const last = /^(\w+)L$/.exec(word)
  if (last !== null) {
    const wanted = numberOf(last[1]!, dayOfWeek)
    return (date) => weekday(date) === wanted && date.day > lastDay(date) - 7
  }
  const nth = /^(\w+)#(\d+)$/.exec(word)
  if (nth !== null) {
    const wanted = numberOf(nth[1]!, dayOfWeek)
    const count = numberOf(nth[2]!, { field: 'Day-of-week after #', from: 1, to: 5 })
    return (date) => weekday(date) === wanted && Math.ceil(date.day / 7) === count
  }
  const days = numbersOf(part, dayOfWeek)
  return (date) => days.has(weekday(date))
}

function anyOf(tests: readonly DayTest[]): DayTest {
  return (day) => tests.some((test) => test(day))
}

function lastDay({ year, month }: Day): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

/** 1 for Sunday to 7 for Saturday. */
function weekday({ year, month, day }: Day): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1
}

/** The weekday that is nearest to a day, in the same month. */
function nearestWeekday(date: Day, day: number): number {
  const is = weekday({ ...date, day })
  if (is === 7) return day === 1 ? 3 : day - 1
  if (is === 1) return day === lastDay(date) ? day - 2 : day + 1
  return day
}
