import { expect, test } from '@jest/globals'
import { anyPipeline } from '../../../test/support/any-pipeline.ts'
import { goodPipeline } from '../../../test/support/sample-pipelines.ts'
import { type SeededRandom, seededRandom } from '../../../test/support/seeded-random.ts'
import type { Path } from '../finding.ts'
import { admitResource } from './admit.ts'

const seeds = Array.from({ length: 100 }, (_, index) => index + 1)
const strange: readonly unknown[] = [
  null,
  7,
  true,
  '',
  'x',
  [],
  {},
  [[]],
  { Ref: 'A' },
  { 'Fn::If': ['A', 1, null] },
  [null],
]

/** Puts something strange in the place of one part. */
function damaged(value: unknown, random: SeededRandom): unknown {
  if (typeof value !== 'object' || value === null || random.below(6) === 0) return strange[random.below(strange.length)]
  const keys = Object.keys(value)
  const key = keys[random.below(Math.max(1, keys.length))]
  if (key === undefined) return strange[random.below(strange.length)]
  const copy: Record<string, unknown> = Array.isArray(value) ? ([...value] as never) : { ...value }
  copy[key] = damaged(copy[key], random)
  return copy
}

/** How much of a path leads somewhere. */
function reached(value: unknown, path: Path): number {
  let inner = value
  for (const [index, part] of path.entries()) {
    if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, part)) return index
    inner = (inner as Readonly<Record<string, unknown>>)[part]
  }
  return path.length
}

test('whatever a pipeline is, each finding names a part of it, or the place where a part is missing', () => {
  for (const seed of seeds) {
    const random = seededRandom(seed * 104_729)
    for (const pipeline of [
      anyPipeline(random),
      damaged(goodPipeline(), random),
      damaged(anyPipeline(random), random),
    ]) {
      const { findings } = admitResource(pipeline)
      const astray = findings.filter(({ path }) => reached(pipeline, path) < path.length - 1)
      expect(astray).toEqual([])
      expect(findings.filter(({ text, fix }) => text === '' || fix === '')).toEqual([])
    }
  }
})
