import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { packageRoot } from '../../src/system/package-root.ts'

/** What Node needs to run a TypeScript file of this repository: arguments in front of the file. */
export function typeScriptLoader(): readonly string[] {
  return ['--import', pathToFileURL(createRequire(join(packageRoot(), 'package.json')).resolve('tsx')).href]
}

/**
 * The command line as arguments of Node: the bundle that `npm test` makes first, which starts four times as fast, or
 * the sources where Jest is run alone.
 */
export function commandProgram(): readonly string[] {
  const bundle = process.env.TEST_LIFTLOCK_COMMAND
  return bundle ? [bundle] : [...typeScriptLoader(), join(packageRoot(), 'src', 'cli', 'liftlock.ts')]
}
