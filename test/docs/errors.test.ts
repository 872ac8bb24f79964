import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { failureReasons } from '../../src/core/run/failure-reasons.ts'
import { packageRoot } from '../../src/system/package-root.ts'

test('every failure reason has one heading in docs/errors.md, and every heading is a reason', () => {
  const text = readFileSync(join(packageRoot(), 'docs', 'errors.md'), 'utf8')
  const headings = [...text.matchAll(/^## `?([a-z-]+)`?$/gm)].map(([, code]) => code)
  expect([...headings].sort()).toEqual(Object.keys(failureReasons).sort())
})
