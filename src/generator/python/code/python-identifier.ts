import { StageError } from '../../../core/run/stage-error.ts'

const keywords = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from global if ' +
    'import in is lambda nonlocal not or pass raise return try while with yield'
  ).split(' '),
)

/**
 * A name of the model that is used in Python unchanged. The reader has checked it; any other text is refused here.
 * @throws StageError `model-invalid`
 */
export function pythonIdentifier(name: string): string {
  if (/^[A-Za-z][A-Za-z0-9_]*$/.test(name) && !isPythonKeyword(name)) return name
  throw new StageError('model-invalid', `${JSON.stringify(name)} is not a valid name in Python`, {
    hint: 'use letters and digits, begin with a letter, and take no word of Python such as "class"',
  })
}

export function isPythonKeyword(word: string): boolean {
  return keywords.has(word)
}
