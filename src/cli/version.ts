import { jsonText } from '../hosts/shared/json-text.ts'
import { packageVersion } from '../system/package-root.ts'
import type { CommandLine } from './command-line.ts'
import { parseArguments } from './start/arguments.ts'
import { commandSummaries } from './start/command-summaries.ts'
import { renderCommandHelp } from './start/help.ts'

const description = { name: 'version', summary: commandSummaries.version, inputs: [], outputs: [] }
const flags = ['help', 'json'] as const

/** Prints the versions of the toolkit and of Node, for people or as one JSON object. */
export async function printVersion(argv: readonly string[], { stdout }: CommandLine): Promise<number> {
  const { help, json } = parseArguments(description, argv, flags)
  if (help) {
    stdout.write(renderCommandHelp(description, { flags }))
    return 0
  }
  const version = packageVersion()
  const node = process.version.replace('v', '')
  stdout.write(json ? `${jsonText({ version, node })}\n` : `liftlock ${version}, Node ${node}\n`)
  return 0
}
