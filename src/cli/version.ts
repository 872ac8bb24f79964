import { jsonText } from '../hosts/shared/json-text.ts'
import { packageVersion } from '../system/package-root.ts'
import type { CommandLine } from './command-line.ts'

/** Prints the toolkit's version and the Node that runs it, for people or as one JSON object. */
export async function printVersion({ stdout }: Pick<CommandLine, 'stdout'>, json = false): Promise<number> {
  const version = packageVersion()
  const node = process.version.replace('v', '')
  stdout.write(json ? `${jsonText({ version, node })}\n` : `liftlock ${version}, Node ${node}\n`)
  return 0
}
