import { z } from 'zod'
import { defined } from '../core/run/defined.ts'
import { describeStage, type StageDescription } from '../core/run/describe.ts'
import { readInputs, requireInputs } from '../core/run/run.ts'
import type { CommandLine } from './command-line.ts'
import { type CommonFlags, parseArguments } from './start/arguments.ts'
import { renderCommandHelp } from './start/help.ts'

/** What a command can access, and whether it answers with one JSON object. */
export interface CommandWorld extends CommandLine {
  readonly json: boolean
  /** Whether the running local AWS is meant; false for a command without that flag. */
  readonly local: boolean
}

/**
 * A command that is not a stage, described like one. Its inputs come from flags only, never from variables of the
 * environment.
 */
export interface Command<I extends z.ZodObject = z.ZodObject> {
  /** A flat list: each member is text, a number, a flag, a list or an enumeration, with a description. */
  readonly inputs: I
  /** The input that needs no flag. */
  readonly positional?: string
  /** Paragraphs for `--help` below the inputs. */
  readonly notes?: readonly string[]
  /** Does the work, and returns the exit code. */
  run(inputs: z.output<I>, world: CommandWorld): Promise<number>
}

/** The common flags that the command has. */
const commandFlags = ['help', 'json'] as const

/** Keeps the types of the inputs. */
export function defineCommand<const I extends z.ZodObject>(command: Command<I>): Command<I> {
  return command
}

/** The description of a command, for its help. @param name the words behind `liftlock` */
export function describeCommand(
  name: string,
  summary: string,
  { inputs, positional }: Pick<Command, 'inputs' | 'positional'>,
): StageDescription {
  return describeStage({ name, inputs, outputs: z.object({}), ...defined({ positional }) }, summary)
}

/**
 * Parses the arguments, then prints the help or runs the command.
 * @returns the exit code
 * @throws StageError of `parseArguments`, `requireInputs` and `readInputs`
 */
export async function runCommand(
  description: StageDescription,
  command: Command,
  argv: readonly string[],
  line: CommandLine,
  flags: readonly (keyof CommonFlags)[] = commandFlags,
): Promise<number> {
  const { help, json, local, values } = parseArguments(description, argv, flags)
  if (help) {
    line.stdout.write(renderCommandHelp(description, { flags, notes: command.notes ?? [] }))
    return 0
  }
  const given = { input: (name: string) => values[name] || undefined }
  requireInputs(description, given)
  const inputs = readInputs(command, description, given)
  return command.run(inputs, { ...line, json, local })
}
