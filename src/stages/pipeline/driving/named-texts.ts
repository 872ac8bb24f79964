import { separator } from '../../../core/run/describe.ts'
import { input, meaning, next } from '../../../core/run/next-step.ts'
import { StageError } from '../../../core/run/stage-error.ts'

/** A name with its value. */
export interface NamedText {
  readonly name: string
  readonly value: string
}

/**
 * Reads `NAME=VALUE`, one a line; a value may have any other character.
 * @param text of an input that may be repeated
 * @param key name of the input, in kebab-case
 * @throws StageError `input-invalid` for a line without `=`, or a name that stands there twice
 */
export function namedTexts(text: string | undefined, key: string): readonly NamedText[] {
  const lines = (text ?? '').split(new RegExp(`[\n${separator}]`)).map((line) => line.replace(/\r$/, ''))
  const named = lines.flatMap((line) => {
    if (line.trim() === '') return []
    const at = line.indexOf('=')
    if (at < 1) throw invalid(key, `${JSON.stringify(line)} has no name before an equals sign`)
    return [{ name: line.slice(0, at).trim(), value: line.slice(at + 1) }]
  })
  const names = named.map(({ name }) => name)
  const repeated = names.find((name, index) => names.indexOf(name) !== index)
  if (repeated !== undefined) throw invalid(key, `${repeated} is there twice`)
  return named
}

function invalid(key: string, text: string): StageError {
  return new StageError('input-invalid', `input ${key}: ${text}`, {
    hint: next`write each as NAME=VALUE: ${input(key, meaning('NAME=VALUE'))}`,
  })
}
