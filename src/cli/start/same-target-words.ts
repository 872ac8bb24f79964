import { bareInputs, commandWords } from '../../core/run/command-words.ts'
import type { GivenValue, Spelling } from '../../core/run/next-step.ts'

/** Where a command works; each is an input of every command that reaches AWS. */
const targetInputs = ['environment', 'configuration', 'region', 'account', 'role'] as const
/** Of the commands with a bare input, those that never reach AWS, or have none of these inputs. */
const elsewhere = new Set(['explain', 'pipeline validate'])

/**
 * Words in which the commands to paste work where this one did: on the local AWS, and with the same target if they
 * belong to the same command or group.
 * @param name of the command that runs, such as `pipeline start`
 * @param flags that it was given
 */
export function sameTargetWords(name: string, flags: Readonly<Record<string, string>>, local: boolean): Spelling {
  const [group] = name.split(' ')
  const target = targetInputs.flatMap((input) => (flags[input] ? [[input, flags[input]] as const] : []))
  return {
    ...commandWords,
    command: (part) => {
      if (!Object.hasOwn(bareInputs, part.name) || elsewhere.has(part.name)) return commandWords.command(part)
      const kept: Record<string, GivenValue> = part.name.split(' ')[0] === group ? Object.fromEntries(target) : {}
      return commandWords.command({ ...part, inputs: { ...kept, ...part.inputs, ...(local && { local: true }) } })
    },
  }
}
