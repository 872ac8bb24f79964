import type { Finding } from '../../core/run/report.ts'
import { continued } from './continued.ts'
import type { Paint } from './paint.ts'

/**
 * A finding for a terminal: rule and text, then the place, then the line with a caret below the position. The caller
 * masks it first and then makes it visible, because a mask matches the exact letters of a secret.
 * @param line text of the line at the place, if it could be read
 */
export function renderFinding(finding: Finding<string>, line: string | undefined, paint: Paint): string {
  const { severity, rule, place, text, fix } = finding
  const colour = severity === 'error' ? paint.red : severity === 'warning' ? paint.yellow : paint.plain
  const lines = [`${colour(rule ? `${severity} ${rule}:` : `${severity}:`)} ${continued(text)}`]
  if (place) {
    const position = [onOneLine(place.file), place.line, place.line === undefined ? undefined : place.column]
    lines.push(`  ${position.filter((part) => part !== undefined).join(':')}`)
  }
  const caret =
    place?.line !== undefined && line !== undefined ? excerpt(line, place.line, place.column, place.length, fix) : []
  lines.push(...caret)
  if (fix && caret.length === 0) lines.push(`  ${continued(fix)}`)
  return lines.join('\n')
}

/** The name of a file may contain a line break. */
function onOneLine(name: string): string {
  return name.replaceAll('\n', '\\n').replaceAll('\t', ' ')
}

const excerptWidth = 72

function excerpt(line: string, number: number, column = 1, length = 1, fix = ''): string[] {
  const gutter = `${number}`
  // Of a long line, only the part around the position is shown.
  const start = column > excerptWidth - 12 ? column - 24 : 0
  const shown = line
    .slice(start, start + excerptWidth)
    .replace(/\p{Cc}/gu, (character) => (character === '\t' ? ' ' : '\ufffd'))
    .trimEnd()
  const mark = '^'.repeat(Math.max(1, Math.min(length, excerptWidth - (column - 1 - start))))
  const offset = ' '.repeat(Math.max(0, column - 1 - start))
  return [
    `  ${gutter} │ ${start > 0 ? '…' : ''}${shown}`,
    `  ${' '.repeat(gutter.length)} │ ${start > 0 ? ' ' : ''}${offset}${mark}${fix ? ` ${continued(fix)}` : ''}`,
  ]
}
