import { join } from 'node:path'
import type { Context } from '../../../core/run/context.ts'
import { limits } from '../../limits.ts'
import { type FindingList, Findings } from '../read/reader/findings.ts'
import type { Model } from '../types/model.ts'
import { collectPython } from './collect-python.ts'
import { pythonAnswer } from './python-answer.ts'

/** Bytes of all answers: members and keys with their places, for far larger models than CloudFormation takes. */
const maximumBytes = 64 * 1024 * 1024

/**
 * The rules that need Python, in one process for the whole model: nothing of the model is run, it is only compiled, under limits of
 * processor time and memory. A source that reaches a limit, or ends the process in another way, is an error at its place.
 * @throws StageError `python-missing`
 */
export async function checkPython(
  model: Model,
  context: Pick<Context, 'processes' | 'clock' | 'interpreter' | 'python' | 'folders'>,
): Promise<FindingList> {
  const findings = new Findings()
  const sources = collectPython(model, findings)
  if (sources.all.length === 0) return findings.sorted()
  if (!sources.fit(findings)) return findings.sorted()
  const script = join(context.folders.toolkit, 'runtime', 'check', 'check_python.py')
  const input = JSON.stringify(sources.all.map(({ kind, source }) => ({ kind, text: source.text })))
  const { stdout, stderr } = await context.processes.run(
    // Only templates need more than the standard library, and a new machine would wait for it.
    await (sources.all.some(({ kind }) => kind === 'template') ? context.python() : context.interpreter()),
    ['-I', '-X', 'utf8', script],
    { input, timeoutSeconds: limits.pythonSeconds, maximumBytes },
  )
  // The last piece is empty, or what was being written when the process ended.
  const lines = stdout.split('\n').slice(0, -1)
  // Python says why it ends by itself, and is silent when a limit ends it.
  if (lines.length < sources.all.length && stderr !== '' && !/MemoryError|^Fatal Python error/m.test(stderr))
    throw new Error(`${script} ended: ${stderr}`)
  sources.inspect(
    lines.map((line) => pythonAnswer.parse(JSON.parse(line))),
    findings,
  )
  return findings.sorted()
}
