import { edgeName } from '../../core/run/describe.ts'
import type { Result } from '../../core/run/host.ts'

/** Outputs that fit on a line, as `name  value`. */
export function outputText(result: Result<string>): string {
  if (result.kind !== 'done') return ''
  const rows = Object.entries({ ...result.outputs, outcome: result.outcome })
    .filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value) && !String(value).includes('\n'))
    .map(([key, value]) => [edgeName(key), String(value)] as const)
  const width = Math.max(...rows.map(([name]) => name.length))
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}\n`).join('')
}
