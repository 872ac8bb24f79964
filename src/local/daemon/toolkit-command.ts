import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { bundledCommand } from './toolkit-build.ts'

/**
 * Arguments for Node.js that start the command line of this toolkit, built or from its sources.
 * @param toolkit folder of the toolkit
 */
export function toolkitCommand(toolkit: string): readonly string[] {
  const bundle = bundledCommand()
  if (bundle !== undefined) return [bundle]
  const loader = createRequire(join(toolkit, 'package.json')).resolve('tsx')
  return ['--import', pathToFileURL(loader).href, join(toolkit, 'src', 'cli', 'liftlock.ts')]
}
