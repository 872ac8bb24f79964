import { join } from 'node:path'
import { awsFromEnvironment } from '../../src/aws/clients.ts'
import type { Aws } from '../../src/core/ports/aws.ts'
import type { Context } from '../../src/core/run/context.ts'
import type { Finding, Report } from '../../src/core/run/report.ts'
import { findPython } from '../../src/system/find-python.ts'
import { cacheFolder } from '../../src/system/folders.ts'
import { nodeGit } from '../../src/system/git/node-git.ts'
import { nodeClock } from '../../src/system/node-clock.ts'
import { nodeFiles } from '../../src/system/node-files.ts'
import { nodeHttp } from '../../src/system/node-http.ts'
import { nodeProcesses } from '../../src/system/node-processes.ts'
import { packageRoot } from '../../src/system/package-root.ts'
import { ensurePython } from '../../src/system/python-environment.ts'
import { reportInWords } from './in-command-words.ts'

/** A context on this machine that remembers what was reported. */
export interface TestContext extends Context {
  readonly reports: Report<string>[]
  readonly findings: readonly Finding<string>[]
}

/** The real machine, with the parts that a test replaces. The Python is that of the test run, or one made as for users. */
export function testContext(replaced: Partial<Context> & { aws?: Aws } = {}): TestContext {
  const reports: Report<string>[] = []
  const signal = replaced.signal ?? new AbortController().signal
  const processes = nodeProcesses(signal)
  const interpreter = () => findPython(processes)
  const folders = { toolkit: packageRoot(), cache: cacheFolder(process.env) }
  return {
    aws: awsFromEnvironment({}),
    files: nodeFiles,
    processes,
    git: nodeGit(process.env, signal),
    clock: nodeClock,
    http: nodeHttp,
    folders,
    signal,
    report: (event) => reports.push(reportInWords(event)),
    run: { host: 'test', id: '1' },
    interpreter: async () => (await interpreter()).executable,
    python: async () =>
      process.env.TEST_LIFTLOCK_PYTHON ||
      ensurePython({
        requirements: join(folders.toolkit, 'runtime', 'requirements.txt'),
        cache: folders.cache,
        processes,
        interpreter,
      }),
    ...replaced,
    reports,
    get findings() {
      return reports.flatMap((event) => (event.kind === 'finding' ? [event.finding] : []))
    },
  }
}
