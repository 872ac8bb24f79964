import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { bundledCommand } from './toolkit-build.ts'

/**
 * Arguments for Node.js that start the command line of this toolkit, built or from its sources.
 * @param toolkit folder of the toolkit
 * @param bundle the bundled command line; by default, the one that this code is a part of
 */
export function toolkitCommand(toolkit: string, bundle = bundledCommand()): readonly string[] {
  if (bundle !== undefined) return [bundle]
  const loader = createRequire(join(toolkit, 'package.json')).resolve('tsx')
  return ['--import', pathToFileURL(loader).href, join(toolkit, 'src', 'cli', 'liftlock.ts')]
}
