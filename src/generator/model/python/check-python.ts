import { join } from 'node:path'
import type { Context } from '../../../core/run/context.ts'
import { limits } from '../../limits.ts'
import { type FindingList, Findings } from '../read/reader/findings.ts'
import type { Model } from '../types/model.ts'
import { collectPython } from './collect-python.ts'
import { pythonAnswer } from './python-answer.ts'

/** Maximum size of all answers, in bytes: enough for far larger models than CloudFormation supports. */
const maximumBytes = 64 * 1024 * 1024

/**
 * Checks the rules that need Python, in one process for the whole model. Code of the model is only compiled, never run,
 * with limits of processor time and memory. A source that exceeds a limit, or ends the process in another way, is
 * reported as an error.
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
    // Only templates need packages beyond the standard library, whose installation takes time on a new machine.
    await (sources.all.some(({ kind }) => kind === 'template') ? context.python() : context.interpreter()),
    ['-I', '-X', 'utf8', script],
    { input, timeoutSeconds: limits.pythonSeconds, maximumBytes },
  )
  // The last part is empty, or an incomplete answer if the process ended while writing.
  const lines = stdout.split('\n').slice(0, -1)
  // Python prints a reason if it ends by itself, but not if a limit ends it.
  if (lines.length < sources.all.length && stderr !== '' && !/MemoryError|^Fatal Python error/m.test(stderr))
    throw new Error(`${script} ended: ${stderr}`)
  sources.inspect(
    lines.map((line) => pythonAnswer.parse(JSON.parse(line))),
    findings,
  )
  return findings.sorted()
}
