import { join } from 'node:path'
import type { Aws } from '../../core/ports/aws.ts'
import type { Context } from '../../core/run/context.ts'
import type { Report } from '../../core/run/report.ts'
import { findPython } from '../../system/find-python.ts'
import { cacheFolder } from '../../system/folders.ts'
import { nodeGit } from '../../system/git/node-git.ts'
import type { Network } from '../../system/network.ts'
import { nodeClock } from '../../system/node-clock.ts'
import { nodeFiles } from '../../system/node-files.ts'
import { nodeProcesses } from '../../system/node-processes.ts'
import { packageRoot } from '../../system/package-root.ts'
import { ensurePython } from '../../system/python-environment.ts'
import { machineForge } from './machine-forge.ts'
import { placeOf, runIdentity } from './run-identity.ts'

/** The context on this machine. A host adds only how reports are shown. */
export function machineContext(options: {
  readonly aws: Aws
  /** The token for GitHub that was given as an input. */
  readonly githubToken?: string | undefined
  readonly network: Network
  readonly report: (event: Report) => void
  readonly signal: AbortSignal
}): Context {
  const { aws, githubToken: token, network, report, signal } = options
  const { environment } = network
  for (const value of network.secrets) report({ kind: 'secret', value })
  const run = runIdentity(environment)
  const git = nodeGit(environment, signal)
  const processes = nodeProcesses(signal, environment)
  const folders = { toolkit: packageRoot(), cache: cacheFolder(environment) }
  const interpreter = once(() => findPython(processes, environment.LIFTLOCK_PYTHON || undefined))
  return {
    aws,
    files: nodeFiles,
    processes,
    git,
    clock: nodeClock,
    http: network.http,
    ...machineForge({ environment, token, http: network.http, clock: nodeClock, git, signal, report }),
    report,
    run,
    ...placeOf(run),
    signal,
    folders,
    interpreter: async () => (await interpreter()).executable,
    python: once(() =>
      ensurePython({
        requirements: join(folders.toolkit, 'runtime', 'requirements.txt'),
        cache: folders.cache,
        processes,
        interpreter,
        onInstall: (text) => report({ kind: 'note', text }),
      }),
    ),
  }
}

/** Remembers the first answer, and returns it from then on. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined
  return () => {
    answer ??= ask()
    return answer
  }
}
