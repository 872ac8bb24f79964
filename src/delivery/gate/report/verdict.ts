import { suffices } from '../coverage/coverage.ts'
import type { Coverage, GateReport } from './gate-report.ts'

/**
 * Why a gate fails; empty when it passes. It passes when all scenarios pass, all components reacted to the deployment
 * and both coverages suffice (model format 13.6). Coverage does not count when only some scenarios were selected.
 */
export function reasonsOf({
  preparation,
  scenarios,
  coverage,
  partial,
}: Pick<GateReport, 'preparation' | 'scenarios' | 'coverage' | 'partial'>): readonly string[] {
  const failed = scenarios.filter(({ status }) => status === 'failed').length
  const skipped = scenarios.filter(({ status }) => status === 'skipped').length
  return [
    ...preparation.deployment
      .filter(({ status }) => status !== 'success')
      .map(({ component, status, message }) =>
        status === 'missing'
          ? `${component} did not answer the deployment`
          : `${component} ended with error after the deployment${message && `: ${message}`}`,
      ),
    ...(failed > 0
      ? [`${failed} of ${scenarios.length} scenarios failed${skipped > 0 ? `, ${skipped} skipped` : ''}`]
      : []),
    ...(partial
      ? []
      : [
          ...short('event coverage', coverage.events),
          ...short('view coverage', coverage.views),
          ...short('query coverage', coverage.queries),
        ]),
  ]
}

function short(name: string, coverage: Coverage): string[] {
  if (suffices(coverage)) return []
  return [`${name} ${coverage.covered}/${coverage.total} is below ${coverage.minimum} %`]
}
