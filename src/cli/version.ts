import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { packageRoot } from '../system/package-root.ts'
import type { CommandLine } from './main.ts'

/** Prints the toolkit's version and the Node that runs it. */
export async function printVersion({ stdout }: Pick<CommandLine, 'stdout'>): Promise<number> {
  const { version } = JSON.parse(await readFile(join(packageRoot(), 'package.json'), 'utf8')) as { version: string }
  stdout.write(`liftlock ${version}, Node ${process.version}\n`)
  return 0
}
