import { expect, test } from '@jest/globals'
import { cronExpression } from './cron-expression.ts'
import { zoneClock } from './time-zone.ts'

const named = (expression: string, time: string, zone = 'UTC') =>
  cronExpression(expression).names(zoneClock(zone)(Date.parse(time)))

test.each([
  // The example of the guide: weekdays, at the full hours from 9 to 17.
  ['0 0 9-17 ? * MON-FRI *', '2026-12-01T10:00:45Z', true],
  ['0 0 9-17 ? * MON-FRI *', '2026-12-01T10:01:00Z', false],
  ['0 0 9-17 ? * MON-FRI *', '2026-12-01T18:00:00Z', false],
  ['0 0 9-17 ? * MON-FRI *', '2026-12-05T10:00:00Z', false],
  ['* * 9-17 ? * mon-fri', '2026-12-01T17:59:59Z', true],
  ['* * 9-17 ? * 2-6 *', '2026-12-04T09:00:00Z', true],
  ['* * 9-17 ? * 2-6 *', '2026-12-06T09:00:00Z', false],
  ['* * * * * *', '2026-12-06T09:00:00Z', true],
  ['* 0/15 * ? * *', '2026-12-06T09:45:00Z', true],
  ['* 5/15 * ? * *', '2026-12-06T09:50:00Z', true],
  ['* 5/15 * ? * *', '2026-12-06T09:00:00Z', false],
  ['* */20 * ? * *', '2026-12-06T09:40:00Z', true],
  ['* 10-30/10,59 * ? * *', '2026-12-06T09:20:00Z', true],
  ['* 10-30/10,59 * ? * *', '2026-12-06T09:59:00Z', true],
  ['* 10-30/10,59 * ? * *', '2026-12-06T09:40:00Z', false],
  ['* * 22-4 ? * *', '2026-12-06T23:00:00Z', true],
  ['* * 22-4 ? * *', '2026-12-06T03:59:00Z', true],
  ['* * 22-4 ? * *', '2026-12-06T05:00:00Z', false],
  ['* * * ? * FRI-MON', '2026-12-06T05:00:00Z', true],
  ['* * * ? * FRI-MON', '2026-12-08T05:00:00Z', false],
  ['* * * ? NOV-FEB *', '2027-01-08T05:00:00Z', true],
  ['* * * ? 11-2 *', '2027-03-08T05:00:00Z', false],
  ['* * * L * ?', '2027-02-28T05:00:00Z', true],
  ['* * * L * ?', '2028-02-28T05:00:00Z', false],
  ['* * * L * ?', '2028-02-29T05:00:00Z', true],
  ['* * * L-3 * ?', '2026-12-28T05:00:00Z', true],
  ['* * * L-3 * ?', '2026-12-29T05:00:00Z', false],
  ['* * * LW * ?', '2026-10-30T05:00:00Z', true],
  ['* * * LW * ?', '2026-10-31T05:00:00Z', false],
  ['* * * 15W * ?', '2026-08-14T05:00:00Z', true],
  ['* * * 15W * ?', '2026-11-16T05:00:00Z', true],
  ['* * * 15W * ?', '2026-12-15T05:00:00Z', true],
  ['* * * 1W * ?', '2026-08-03T05:00:00Z', true],
  ['* * * 31W * ?', '2026-02-27T05:00:00Z', true],
  ['* * * 1,15-17 * *', '2026-08-16T05:00:00Z', true],
  ['* * * 31 * ?', '2026-11-30T05:00:00Z', false],
  ['* * * ? * L', '2026-12-05T05:00:00Z', true],
  ['* * * ? * 6L', '2026-12-25T05:00:00Z', true],
  ['* * * ? * FRIL', '2026-12-18T05:00:00Z', false],
  ['* * * ? * 6#3', '2026-12-18T05:00:00Z', true],
  ['* * * ? * fri#3', '2026-12-25T05:00:00Z', false],
  ['* * * ? * 1#5', '2026-11-29T05:00:00Z', true],
  ['* * * ? * TUE#1,THU', '2026-12-01T05:00:00Z', true],
  ['* * * ? * * 2027-2030/2', '2029-12-01T05:00:00Z', true],
  ['* * * ? * * 2027-2030/2', '2028-12-01T05:00:00Z', false],
])('%s at %s: %s', (expression, time, expected) => {
  expect(named(expression, time)).toBe(expected)
})

test.each([
  ['* * 2 ? * *', '2026-10-25T00:30:00Z', 'Europe/Berlin', true],
  ['* * 2 ? * *', '2026-10-25T01:30:00Z', 'Europe/Berlin', true],
  ['* * 2 ? * *', '2026-10-25T02:00:00Z', 'Europe/Berlin', false],
  ['* * 3 ? * *', '2026-03-29T01:00:00Z', 'Europe/Berlin', true],
  ['* * 9 ? * *', '2026-07-01T16:00:00Z', 'PST', true],
  ['* * 9 ? * *', '2026-12-01T17:00:00Z', 'PST', true],
  ['* * 9 ? * *', '2026-07-01T14:00:00Z', 'EST', true],
  ['* 30 9 ? * *', '2026-07-01T04:00:00Z', 'IST', true],
  ['* 30 9 ? * *', '2026-07-01T04:00:00Z', 'UTC+05:30', true],
  ['* * 9 ? * TUE', '2026-12-02T00:30:00Z', 'America/New_York', false],
  ['* * 19 ? * TUE', '2026-12-02T00:30:00Z', 'America/New_York', true],
  ['* * 0 1 1 ?', '2026-12-31T18:30:00Z', 'Asia/Kolkata', true],
  ['* * 21 ? * TUE', '2026-12-02T00:30:00Z', 'UTC-03:00', true],
])('%s at %s in %s: %s', (expression, time, zone, expected) => {
  expect(named(expression, time, zone)).toBe(expected)
})

test('each hour of a day is told once, except where clocks change', () => {
  const clock = zoneClock('Europe/Berlin')
  const hours = (date: string) =>
    Array.from({ length: 25 }, (_, at) => clock(Date.parse(date) + at * 3_600_000).hour).join(' ')
  expect(hours('2026-10-24T22:00:00Z')).toBe('0 1 2 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23')
  expect(hours('2026-03-28T23:00:00Z')).toBe('0 1 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 0 1')
})

test.each([
  ['9-17 ? * MON-FRI', '4 fields'],
  ['* * * ? * ?', 'cannot both be ?'],
  ['* * * 1 * MON', 'one of them has to be ?'],
  ['60 * * ? * *', 'Seconds has "60"'],
  ['* * 24 ? * *', 'Hours has "24"'],
  ['* * * 0 * ?', 'Day-of-month has "0"'],
  ['* * * 32W * ?', 'Day-of-month has "32"'],
  ['* * * L-31 * ?', 'Day-of-month has "31"'],
  ['* * * ? 0 *', 'Month has "0"'],
  ['* * * ? JUNE *', 'Month has "JUNE"'],
  ['* * * ? * 8', 'Day-of-week has "8"'],
  ['* * * ? * 6#6', 'after # has "6"'],
  ['* */0 * ? * *', 'Minutes has "*/0"'],
  ['* 1-2-3 * ? * *', 'Minutes has "1-2-3"'],
  ['* 1/2/3 * ? * *', 'Minutes has "1/2/3"'],
  ['* , * ? * *', 'Minutes has ""'],
  ['* * * ? * * 1969', 'Year has "1969"'],
  ['* * * ? * * 2030-2027', 'Year has "2030-2027"'],
  ['* ? * ? * *', 'Minutes has "?"'],
])('%s is refused: %s', (expression, reason) => {
  expect(() => cronExpression(expression)).toThrow(reason)
})

test.each(['Nowhere/City', 'PDTX', 'UTC+25:00', 'UTC+5', '+05:30', 'berlin'])('there is no time zone %s', (zone) => {
  expect(() => zoneClock(zone)).toThrow(/no time zone/)
})
