import type { WallTime } from './cron-expression.ts'

/** Tells the time in a zone. */
export type ZoneClock = (time: number) => WallTime

/** Short names as Java reads them, to whose table the guide refers (`java.time.ZoneId.SHORT_IDS`). */
const shortNames: Readonly<Record<string, string>> = {
  ACT: 'Australia/Darwin',
  AET: 'Australia/Sydney',
  AGT: 'America/Argentina/Buenos_Aires',
  ART: 'Africa/Cairo',
  AST: 'America/Anchorage',
  BET: 'America/Sao_Paulo',
  BST: 'Asia/Dhaka',
  CAT: 'Africa/Harare',
  CNT: 'America/St_Johns',
  CST: 'America/Chicago',
  CTT: 'Asia/Shanghai',
  EAT: 'Africa/Addis_Ababa',
  ECT: 'Europe/Paris',
  EST: 'America/Panama',
  HST: 'Pacific/Honolulu',
  IET: 'America/Indiana/Indianapolis',
  IST: 'Asia/Kolkata',
  JST: 'Asia/Tokyo',
  MIT: 'Pacific/Apia',
  MST: 'America/Phoenix',
  NET: 'Asia/Yerevan',
  NST: 'Pacific/Auckland',
  PLT: 'Asia/Karachi',
  PNT: 'America/Phoenix',
  PRT: 'America/Puerto_Rico',
  PST: 'America/Los_Angeles',
  SST: 'Pacific/Guadalcanal',
  VST: 'Asia/Ho_Chi_Minh',
}

/**
 * The clock of a zone by its name: `Region/City`, `UTC`, `UTC+05:30`, or a short name such as `PST` (CodePipeline User
 * Guide, "DeploymentWindow").
 * @throws Error when there is no such zone
 */
export function zoneClock(name: string): ZoneClock {
  const offset = /^UTC(?:([+-])(\d\d):(\d\d))?$/.exec(name)
  if (offset !== null) {
    const [, sign, hours = '0', minutes = '0'] = offset
    if (Number(hours) > 18 || Number(minutes) > 59) throw new Error(`there is no time zone ${JSON.stringify(name)}`)
    const shift = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -60_000 : 60_000)
    return (time) => utc(time + shift)
  }
  const timeZone = Object.hasOwn(shortNames, name) ? shortNames[name]! : name
  if (!/^[A-Z]{3,5}$|^[A-Za-z]+(?:[/_-][A-Za-z0-9_+-]+)+$/.test(timeZone))
    throw new Error(`there is no time zone ${JSON.stringify(name)}`)
  const format = formatIn(timeZone)
  return (time) => {
    const parts = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, Number(value)]))
    const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = parts
    return { year, month, day, hour, minute }
  }
}

function formatIn(timeZone: string): Intl.DateTimeFormat {
  const numeric = 'numeric' as const
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: numeric,
      month: numeric,
      day: numeric,
      hour: numeric,
      minute: numeric,
    })
  } catch (cause) {
    throw new Error(`there is no time zone ${JSON.stringify(timeZone)}`, { cause })
  }
}

function utc(time: number): WallTime {
  const date = new Date(time)
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
  }
}
