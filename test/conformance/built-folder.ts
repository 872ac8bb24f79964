import { dirname, join } from 'node:path'
import { packageRoot } from '../../src/system/package-root.ts'

/** The built entries: what `npm test` builds first, or `dist` where Jest is run alone. */
export function builtFolder(): string {
  const command = process.env.TEST_LIFTLOCK_COMMAND
  return command ? dirname(command) : join(packageRoot(), 'dist')
}
