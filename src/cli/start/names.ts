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

/** The message about a word in place of a command that is not known. @param program the words before it */
export function unknownCommand(program: string, word: string, names: readonly string[]): StageError {
  if (word.startsWith('-'))
    return new StageError('input-unknown', `${program} has no flag ${word}`, {
      hint: `write flags after the command: ${program} <command> [flags]; see ${program} --help`,
    })
  const guess = nearest(word, names)
  return new StageError('input-invalid', `${program} has no command ${JSON.stringify(word)}`, {
    hint: guess ? `did you mean ${guess}?` : `see ${program} --help`,
  })
}
