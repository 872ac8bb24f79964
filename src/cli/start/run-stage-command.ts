import { runStage } from '../../core/run/run.ts'
import type { StageEntry } from '../../core/run/stage-list.ts'
import { isInPipeline } from '../../hosts/context/pipeline-place.ts'
import { terminalHost } from '../../hosts/terminal/terminal.ts'
import { describeAll } from '../../stages/stages.ts'
import type { Network } from '../../system/network.ts'
import type { CommandLine } from '../command-line.ts'
import { parseArguments } from './arguments.ts'
import { renderCommandHelp } from './help.ts'
import { sameTargetWords } from './same-target-words.ts'

/**
 * Runs a stage with the words of a command line, or prints its help.
 * @returns the exit code
 * @throws StageError of `parseArguments`
 */
export async function runStageCommand(
  { describe, load }: Pick<StageEntry, 'describe' | 'load'>,
  argv: readonly string[],
  line: CommandLine,
): Promise<number> {
  const description = await describe()
  const parsed = parseArguments(description, argv)
  if (parsed.help) {
    line.stdout.write(renderCommandHelp(description))
    return 0
  }
  let code = 0
  const options = {
    ...line,
    flags: parsed.values,
    json: parsed.json,
    words: sameTargetWords(description.name, parsed.values, parsed.local),
    aws: async (network: Network) => (await import('../aws.ts')).awsFor(parsed.local, network),
    onExitCode: (exitCode: number) => {
      code = exitCode
    },
  }
  if (!isInPipeline(line.environment)) await runStage(description, load, terminalHost(options), describeAll)
  else {
    const { codepipelineHost } = await import('../../hosts/codepipeline/codepipeline.ts')
    const host = codepipelineHost({ ...options, description, leave: () => process.exit(code) })
    if (host.endedBefore === undefined) await runStage(description, load, host, describeAll)
    else await host.finish(host.endedBefore)
  }
  return code
}
