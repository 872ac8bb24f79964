import type { FilePosition } from '../../../core/run/report.ts'
import { limits } from '../../limits.ts'
import { didYouMean, orElse } from '../read/reader/did-you-mean.ts'
import type { Findings } from '../read/reader/findings.ts'
import { isAmong } from '../read/reader/named-in.ts'
import { offsetOf, positionInSource } from '../source-position.ts'
import type { Source } from '../types/element.ts'
import type { PythonAnswer, PythonPlace } from './python-answer.ts'

/**
 * `body`: statements of a function; `pattern`: a regular expression; `template`: Jinja; `message`: a possible
 * expression in a text.
 */
export type PythonKind = 'expression' | 'body' | 'module' | 'pattern' | 'template' | 'message'

export interface PythonSource {
  readonly kind: PythonKind
  readonly source: Source
  /** Names that are known there in addition to Python's own. */
  readonly names: readonly string[]
  /** Called with the answer if the source compiles. */
  readonly inspect: ((answer: PythonAnswer) => void) | undefined
}

/** Collects all Python of a model, so that one process can check it. */
export class PythonSources {
  readonly all: PythonSource[] = []
  private readonly afterwards: (() => void)[] = []
  private readonly whenWhole: (() => void)[] = []

  add(
    kind: PythonKind,
    source: Source | undefined,
    names: readonly string[] = [],
    inspect?: (answer: PythonAnswer) => void,
  ): void {
    if (source !== undefined) this.all.push({ kind, source, names, inspect })
  }

  /** Whether Python can check all of it in bounded time and memory (rule V-11). */
  fit(findings: Findings): boolean {
    let total = 0
    for (const { source, kind } of this.all) {
      const { length } = source.text
      total += length
      const most = kind === 'pattern' ? limits.pattern : limits.value
      if (length <= most && total <= limits.python) continue
      const text =
        length > most
          ? `${length.toLocaleString('en')} characters stand here; at most ${most.toLocaleString('en')} are read`
          : `the model has more than ${limits.python.toLocaleString('en')} characters of Python`
      findings.error(ruleOf[kind], source.place, text, 'move what is large to a package, and name it in config.xml')
      return false
    }
    return true
  }

  /** Called after every source was inspected. */
  finally(check: () => void): void {
    this.afterwards.push(check)
  }

  /**
   * Called after those if every source compiled. A source that did not compile might set variables that others read.
   */
  whenAllCompile(check: () => void): void {
    this.whenWhole.push(check)
  }

  /**
   * Reports the findings of the answers, in order (V-09, V-11, V-23). If answers are missing, the first source without
   * one ended the process, and those after it were not checked.
   */
  inspect(answers: readonly PythonAnswer[], findings: Findings): void {
    this.all.slice(0, answers.length).forEach((each, index) => {
      const { kind, source, inspect } = each
      const answer = answers[index]!
      if (answer.error === undefined) {
        checkNames(each, answer, findings)
        inspect?.(answer)
      } else findings.error(ruleOf[kind], pythonPlace(source, answer.error), `${whatOf[kind]}: ${answer.error.message}`)
    })
    const culprit = this.all[answers.length]
    if (culprit !== undefined) findings.error(ruleOf[culprit.kind], culprit.source.place, endedHere)
    for (const check of this.afterwards) check()
    if (culprit === undefined && answers.every(({ error }) => error === undefined))
      for (const check of this.whenWhole) check()
  }
}

/** Code that reads an unknown name fails (V-11, V-23). In a message, the name stays as it is written (V-19). */
function checkNames({ kind, source, names }: PythonSource, answer: PythonAnswer, findings: Findings): void {
  for (const { name, ...at } of answer.names) {
    if (isAmong(names, name)) continue
    // Jinja reports lines only.
    const place = pythonPlace(source, at, kind === 'template' ? undefined : name.length)
    if (kind === 'message')
      findings.warning(
        'V-19',
        place,
        `${name} is not known here, so the braces stay as they are`,
        didYouMean(name, names),
      )
    else
      findings.error(
        ruleOf[kind],
        place,
        `the name ${name} is not known here`,
        orElse(didYouMean(name, names), known(names)),
      )
  }
}

function known(names: readonly string[]): string {
  return names.length === 0 ? 'define or import it' : `known are ${names.join(', ')}, and what Python has`
}

const endedHere = 'checking this took too much time or memory, and ended the check'
const ruleOf: Readonly<Record<PythonKind, string>> = {
  expression: 'V-11',
  body: 'V-11',
  module: 'V-11',
  pattern: 'V-09',
  template: 'V-23',
  message: 'V-19',
}
const whatOf: Readonly<Record<PythonKind, string>> = {
  expression: 'the expression is no Python',
  body: 'the code is no Python',
  module: 'the code is no Python',
  pattern: 'Python does not accept the regular expression',
  template: 'the template is no Jinja',
  message: 'the braces hold no Python',
}

/** The position in the model for a position that Python reports. */
export function pythonPlace(source: Source, at: PythonPlace, length?: number): FilePosition {
  return source.raw === undefined
    ? source.place
    : positionInSource(source, offsetOf(source.text, at.line, at.column), length)
}
