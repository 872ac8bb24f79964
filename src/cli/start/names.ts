import { own } from '../../core/run/own.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { nearest } from '../../core/text/nearest.ts'

/** Whether a word in place of a command asks for help. */
export function isHelp(word: string): boolean {
  return word === 'help' || word === '--help' || word === '-h'
}

/** Whether a word in place of a command asks for the version. */
export function isVersion(word: string): boolean {
  return word === '--version' || word === '-v'
}

/** What people look for under the names of other tools, and where it is here. */
const elsewhere: Readonly<Record<string, string>> = {
  plan: 'a plan without changes is: liftlock deploy --plan-only, or liftlock promote --plan-only',
  diff: 'a plan without changes is: liftlock deploy --plan-only, or liftlock promote --plan-only',
  status: 'what runs on the local AWS says: liftlock local status; the page of the stack shows it for AWS',
  rollback: 'an earlier release is brought back with: liftlock promote <release>',
  apply: 'a stack is deployed with: liftlock deploy',
  up: 'the local AWS is started with: liftlock local up; a stack is deployed with: liftlock deploy',
  down: 'the local AWS is removed with: liftlock local down',
  destroy: 'the local AWS is removed with: liftlock local down; a stack on AWS is deleted in CloudFormation',
  test: 'the scenarios of a model run with: liftlock quality-gate, and its unit tests with: liftlock generate',
}

/** The message about a word in place of a command that is not known. @param program the words before it */
export function unknownCommand(program: string, word: string, names: readonly string[]): StageError {
  if (word.startsWith('-'))
    return new StageError('input-unknown', `${program} has no flag ${word}`, {
      hint: `write flags after the command: ${program} <command> [flags]; see ${program} --help`,
    })
  const known = program === 'liftlock' ? own(elsewhere, word) : undefined
  const guess = nearest(word, names)
  return new StageError('input-invalid', `${program} has no command ${JSON.stringify(word)}`, {
    hint: known ?? (guess ? `did you mean ${guess}?` : `see ${program} --help`),
  })
}
