import { alternativesOf, itemsOf } from '../definition/alternatives.ts'
import { isNoValue, literalText } from '../definition/intrinsic.ts'
import type { Report } from '../finding.ts'
import { repeated } from '../survey/repeated.ts'
import type { Survey } from '../survey/survey.ts'

/** Where artifacts are kept: one bucket, or one in each region (P-05). */
export function checkStores({ pipeline, actions }: Survey, report: Report): void {
  const { artifactStore, artifactStores } = pipeline
  const hasOne = artifactStore !== undefined && !isNoValue(artifactStore)
  const hasSome = artifactStores !== undefined && !isNoValue(artifactStores)
  // Both may be conditions of which one leaves its place empty.
  const both = hasOne && hasSome && isPlain(artifactStore) && isPlain(artifactStores)
  if (both)
    report({
      rule: 'P-05',
      severity: 'error',
      path: ['artifactStores'],
      text: 'both artifactStore and artifactStores are given',
      fix: 'keep artifactStores when actions run in several regions, else artifactStore',
    })
  if (!hasOne && !hasSome)
    report({
      rule: 'P-05',
      severity: 'error',
      path: [],
      text: 'neither artifactStore nor artifactStores is given',
      fix: 'name the bucket for artifacts in artifactStore',
    })
  const { items, complete } = itemsOf(artifactStores, ['artifactStores'])
  for (const { path, name } of repeated(items, ({ value }) => literalText(value.region)))
    report({
      rule: 'P-05',
      severity: 'error',
      path,
      text: `region ${name} has two stores`,
      fix: 'keep one',
    })
  const regions = items.map(({ value }) => literalText(value.region))
  if (!hasSome || !complete || regions.includes(undefined) || alternativesOf(artifactStore, []).items.length > 0) return
  for (const { value, path, title } of actions) {
    const region = literalText(value.region)
    if (region === undefined || regions.includes(region)) continue
    report({
      rule: 'P-05',
      severity: 'error',
      path: [...path, 'region'],
      text: `${title} runs in ${region}, and artifactStores has no store there`,
      fix: `add a store for ${region}`,
    })
  }
}

function isPlain(value: unknown): boolean {
  return Array.isArray(value) || alternativesOf(value as never, []).items.some((item) => item.certain)
}
