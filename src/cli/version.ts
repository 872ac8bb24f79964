import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { jsonText } from '../hosts/shared/json-text.ts'
import { packageRoot } from '../system/package-root.ts'
import type { CommandLine } from './command-line.ts'

/** Prints the toolkit's version and the Node that runs it, for people or as one JSON object. */
export async function printVersion({ stdout }: Pick<CommandLine, 'stdout'>, json = false): Promise<number> {
  const { version } = JSON.parse(await readFile(join(packageRoot(), 'package.json'), 'utf8')) as { version: string }
  const node = process.version.replace('v', '')
  stdout.write(json ? `${jsonText({ version, node })}\n` : `liftlock ${version}, Node ${node}\n`)
  return 0
}
