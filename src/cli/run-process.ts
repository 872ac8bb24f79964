import { exitCodes } from '../core/run/outcome.ts'
import { outcomeRecord } from '../hosts/codepipeline/outcome-record.ts'
import { isInPipeline } from '../hosts/context/pipeline-place.ts'
import { guardProcess } from '../hosts/shared/guarded-process.ts'
import { endingSignals, interruption } from '../hosts/shared/interruption.ts'
import { shownSinks } from '../hosts/shared/shown-sink.ts'
import { main } from './start/main.ts'

const interrupted = new AbortController()
for (const signal of endingSignals)
  process.on(signal, () => {
    const reason = interruption(signal)
    // A second signal ends the process at once.
    if (interrupted.signal.aborted) process.exit(reason.exitCode)
    interrupted.abort(reason)
  })

// When a reader such as `head` closes the pipe, or a window is closed, the work goes on or ends in order. The exit code
// still shows the result.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error
  })

const { stdout, stderr } = shownSinks(process)
guardProcess(
  (text) => stderr.write(`${text}\n`),
  exitCodes.bug,
  // In a pipeline, the last line says how the action ended, whatever ended it.
  (error) => {
    if (!isInPipeline(process.env)) return
    const ended = { kind: 'bug', stage: process.argv[2] ?? 'liftlock', error } as const
    stderr.write(`${outcomeRecord(ended, process.env.LIFTLOCK_PIPELINE_EXECUTION ?? '')}\n`)
  },
)

process.exitCode = await main(process.argv.slice(2), {
  environment: process.env,
  stdout,
  stderr,
  signal: interrupted.signal,
})
