import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { packageRoot } from '../../src/system/package-root.ts'

/** What Node needs to run a TypeScript file of this repository: arguments in front of the file. */
export function typeScriptLoader(): readonly string[] {
  return ['--import', pathToFileURL(createRequire(join(packageRoot(), 'package.json')).resolve('tsx')).href]
}

/** The bundled command line that `npm test` makes first; undefined where Jest is run alone. */
export function commandBundle(): string | undefined {
  return process.env.TEST_LIFTLOCK_COMMAND || undefined
}

/** The command line as arguments of Node: the bundle, which starts four times as fast, or the sources. */
export function commandProgram(): readonly string[] {
  const bundle = commandBundle()
  return bundle !== undefined ? [bundle] : [...typeScriptLoader(), join(packageRoot(), 'src', 'cli', 'liftlock.ts')]
}
