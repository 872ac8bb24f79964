import type { Projection } from '../../model/types/view.ts'
import { renderAccess } from './render-access.ts'
import type { VtlTemplates } from './templates.ts'
import { vtlLiteral } from './vtl-literal.ts'

/**
 * The request template of a projection: access first, then its function with every input, null where omitted (model
 * format 12).
 */
export function renderProjectionRequest(projection: Projection, templates: VtlTemplates): string {
  const inputs = new Set(projection.inputs.map((input) => input.name))
  const lookUp = (name: string): string | undefined =>
    inputs.has(name) ? `$ctx.args.get(${vtlLiteral(name)})` : undefined
  return templates.file('projection/invoke.request', {
    caller: templates.piece('caller'),
    access: renderAccess(projection.access, lookUp, templates),
    arguments: projection.inputs
      .map(({ name }) => templates.piece('projection/argument', { name: vtlLiteral(name) }))
      .join('\n'),
  })
}
