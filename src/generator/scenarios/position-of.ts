import type { GateActivity } from '../../core/gate/gate-activity.ts'
import { defined } from '../../core/run/defined.ts'
import type { FilePosition } from '../../core/run/report.ts'

/** File, line and column. The length of the underlining is left out of the sealed file. */
export function positionOf({ file, line, column }: FilePosition): GateActivity['place'] {
  return { file, ...defined({ line, column }) }
}
