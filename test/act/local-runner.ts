import { test } from '@jest/globals'
import { findGoTool } from '../../scripts/go-tool.ts'

/** The local runner; undefined on a machine without it and without Go to build it. */
export const localRunner = findGoTool('act')

if (localRunner === undefined)
  process.stderr.write(
    'The tests on a local runner are skipped: they need act, which Go builds, and Go is not there or could not build it.\n',
  )

/** A test that needs the local runner; skipped, with a word on stderr, where there is none. */
export const testOnRunner = localRunner === undefined ? test.skip : test
