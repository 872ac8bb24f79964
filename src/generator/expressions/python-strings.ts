import { type LiteralForm, literalStretches } from '../../core/literals.ts'

/** A stretch of Python: a string literal with its quotes, or what stands between two of them. */
export interface PythonStretch {
  readonly kind: 'code' | 'string'
  readonly text: string
  readonly offset: number
}

const forms: readonly LiteralForm[] = [
  { open: '"""', close: '"""', escapes: true },
  { open: "'''", close: "'''", escapes: true },
  { open: '"', close: '"', escapes: true, oneLine: true },
  { open: "'", close: "'", escapes: true, oneLine: true },
]

/** Tells string literals from the rest, so that marks inside of a text are left alone. */
export function pythonStretches(text: string): readonly PythonStretch[] {
  return literalStretches(text, forms).map((stretch) =>
    stretch.kind === 'literal' ? { ...stretch, kind: 'string' } : { ...stretch, kind: 'code' },
  )
}

/** A Python string literal for any text: the escapes of JSON mean the same in Python. */
export function pythonString(text: string): string {
  return JSON.stringify(text)
}
