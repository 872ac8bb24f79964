import { fill } from '../../fill.ts'
import type { Resources } from '../../resources.ts'

/** Fills templates of `templates/vtl/`. A piece on a line of its own has no line break at its end. */
export interface VtlTemplates {
  /** A whole template file. */
  file(name: string, values?: Readonly<Record<string, string>>): string
  /** A piece of a template, for a slot. */
  piece(name: string, values?: Readonly<Record<string, string>>): string
}

export function vtlTemplates(resources: Resources): VtlTemplates {
  const file: VtlTemplates['file'] = (name, values = {}) => fill(resources.template(`vtl/${name}.vtl`), values)
  return { file, piece: (name, values) => file(name, values).trimEnd() }
}
