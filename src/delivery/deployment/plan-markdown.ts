import { shownFingerprint } from './fingerprint.ts'
import { changeCounts, type FingerprintedPlan, type PlannedChange } from './plan.ts'

/** The preview for a job summary or a pull request: what needs eyes in the open, the full table folded. */
export function planMarkdown(plan: FingerprintedPlan, label?: string): string {
  const risky = plan.changes.flatMap((change) => change.risks.map((risk) => ({ change, risk })))
  const title = [
    label,
    `stack \`${plan.stack}\``,
    plan.kind === 'create' ? 'new' : undefined,
    `plan \`${shownFingerprint(plan.fingerprint)}\``,
  ]
  return [
    `### ${title.filter((part) => part !== undefined).join(' · ')}`,
    '',
    summaryOf(plan.changes),
    ...(risky.length === 0
      ? []
      : [
          '',
          '| risk | resource | what |',
          '|---|---|---|',
          ...risky.map(({ change, risk }) =>
            row([`**${risk.label}**`, `\`${change.resource}\` ${change.type}`, risk.text]),
          ),
        ]),
    '',
    `<details><summary>All changes (${plan.changes.length})</summary>`,
    '',
    '| change | resource | type | replacement | what changed |',
    '|---|---|---|---|---|',
    ...plan.changes.map((change) =>
      row([change.effect, `\`${change.resource}\``, change.type, replacementOf(change), change.properties.join(', ')]),
    ),
    '',
    '</details>',
    '',
  ].join('\n')
}

/** `2 replaced, 4 changed, 1 added, 0 removed`. */
export function summaryOf(changes: readonly PlannedChange[]): string {
  const { replaced, changed, added, removed } = changeCounts(changes)
  const parts = [`${changed} changed`, `${added} added`, `${removed} removed`]
  return (replaced === 0 ? parts : [`${replaced} replaced`, ...parts]).join(', ')
}

function replacementOf({ effect, because }: PlannedChange): string {
  if (effect === 'replace') return `yes: ${because.join(', ')}`
  return effect === 'may-replace' ? `perhaps: ${because.join(', ')}` : ''
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ').replaceAll('<', '&lt;')).join(' | ')} |`
}
