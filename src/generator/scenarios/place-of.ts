import type { GateActivity } from '../../core/gate/gate-activity.ts'
import type { Place } from '../../core/run/report.ts'

/** File, line and column; how much is underlined is left out of the sealed file. */
export function placeOf({ file, line, column }: Place): GateActivity['place'] {
  return { file, ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) }
}
