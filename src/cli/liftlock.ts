#!/usr/bin/env node
import { exitCodes } from '../core/run/outcome.ts'
import { guardProcess } from '../hosts/shared/guarded-process.ts'
import { shownSinks } from '../hosts/shared/shown-sink.ts'
import { main } from './start/main.ts'

const interruption = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    // A second signal ends the process at once.
    if (interruption.signal.aborted) process.exit(130)
    interruption.abort(new Error(`interrupted by ${signal}`))
  })

// When a reader such as `head` closes the pipe, the work goes on. The exit code still shows the result.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })

const { stdout, stderr } = shownSinks(process)
guardProcess((text) => stderr.write(`${text}\n`), exitCodes.bug)

process.exitCode = await main(process.argv.slice(2), {
  environment: process.env,
  stdout,
  stderr,
  signal: interruption.signal,
})
