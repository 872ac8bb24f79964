import { fill } from '../../fill.ts'
import type { Resources } from '../../resources.ts'

/** Fills templates of `templates/vtl/`; pieces that stand alone on a line are given without their last line break. */
export interface VtlTemplates {
  /** A whole template file. */
  file(name: string, values?: Readonly<Record<string, string>>): string
  /** A piece that goes into a slot. */
  piece(name: string, values?: Readonly<Record<string, string>>): string
}

export function vtlTemplates(resources: Resources): VtlTemplates {
  const file: VtlTemplates['file'] = (name, values = {}) => fill(resources.template(`vtl/${name}.vtl`), values)
  return { file, piece: (name, values) => file(name, values).trimEnd() }
}
