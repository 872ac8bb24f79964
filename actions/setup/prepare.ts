import { appendFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { exitCodes } from '../../src/core/run/outcome.ts'
import { failureOf } from '../../src/core/run/run.ts'
import { StageError } from '../../src/core/run/stage-error.ts'
import { explanationOf } from '../../src/hosts/github/pages.ts'
import { workflowWordsOf } from '../../src/hosts/github/words.ts'
import { workflowCommand } from '../../src/hosts/github/workflow-command.ts'
import { boundedResult } from '../../src/hosts/shared/bounded-result.ts'
import { guardProcess } from '../../src/hosts/shared/guarded-process.ts'
import { inert } from '../../src/hosts/shared/inert.ts'
import { interruption } from '../../src/hosts/shared/interruption.ts'
import { exitCodeOf, failureText } from '../../src/hosts/shared/result-text.ts'
import { visible } from '../../src/hosts/shared/visible.ts'
import { findPython, packagePlatform } from '../../src/system/find-python.ts'
import { cacheFolder } from '../../src/system/folders.ts'
import { nodeProcesses } from '../../src/system/node-processes.ts'
import { packageRoot } from '../../src/system/package-root.ts'
import { ensurePython, findPythonEnvironment } from '../../src/system/python-environment.ts'

/*
 * The two steps of the composite action that are more than YAML. `find` names the Python, and what to keep under which
 * key; `make` makes the environment. Between the two, the action restores what GitHub has kept.
 */
const { SETUP_PYTHON, SETUP_CACHE, SETUP_KEEP_PACKAGES, SETUP_PACKAGES, GITHUB_OUTPUT, GITHUB_PATH } = process.env
const interrupted = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort(interruption(signal)))

guardProcess(say, exitCodes.bug)
const processes = nodeProcesses(interrupted.signal)
const cache = resolve(SETUP_CACHE || cacheFolder(process.env))
const options = {
  requirements: join(packageRoot(), 'runtime', 'requirements.txt'),
  cache,
  processes,
  interpreter: () => findPython(processes, SETUP_PYTHON || process.env.LIFTLOCK_PYTHON || undefined),
}

try {
  await (process.argv[2] === 'make' ? make() : find())
} catch (error) {
  const result = boundedResult(
    failureOf('setup', error, interrupted.signal),
    (text) => text,
    workflowWordsOf(process.env),
  )
  if (result.kind !== 'done')
    print(
      workflowCommand(
        'error',
        {},
        asInputs(visible(failureText(result, '', (reason) => explanationOf(reason, process.env)).trim())),
      ),
    )
  process.exitCode = exitCodeOf(result, interrupted.signal)
}

async function find(): Promise<void> {
  const keep = SETUP_KEEP_PACKAGES || 'false'
  if (keep !== 'true' && keep !== 'false')
    throw new StageError('input-invalid', `keep-packages is ${JSON.stringify(keep)}`, { hint: 'write true or false' })
  const { interpreter, digest, folder, made } = await findPythonEnvironment(options)
  const { executable, version } = interpreter
  // An environment that exists already needs no packages, so none are restored or kept.
  const kept = keep === 'true' && !made
  const platform = kept ? await packagePlatform(options.processes, interpreter) : ''
  await put(GITHUB_OUTPUT, {
    python: executable,
    version,
    cache,
    packages: kept ? join(cache, 'packages', digest) : '',
    key: kept ? `liftlock-packages-${platform}-${version}-${digest}` : '',
  })
  say(`Python ${version} (${executable}); ${made ? 'its environment is there' : 'to be made'}: ${folder}`)
}

async function make(): Promise<void> {
  await ensurePython({
    ...options,
    packages: SETUP_PACKAGES || undefined,
    onInstall: say,
    onUnusable: (text) =>
      print(
        workflowCommand(
          'warning',
          { title: 'setup' },
          `${visible(text)}\nDelete the entry of this key in the cache of GitHub.`,
        ),
      ),
  })
  // A folder of this action with a single file, so no data decides what later steps find on the path.
  if (GITHUB_PATH) await appendFile(GITHUB_PATH, `${join(packageRoot(), 'actions', 'setup', 'bin')}\n`)
}

/**
 * Refuses a path with a line break.
 * @throws StageError `input-invalid`, because the value would end its line and begin another output
 */
async function put(file: string | undefined, values: Readonly<Record<string, string>>): Promise<void> {
  const lines = Object.entries(values).map(([name, value]) => {
    if (/[\r\n]/.test(value))
      throw new StageError('input-invalid', `the path for ${name} has a line break: ${JSON.stringify(value)}`, {
        hint: 'name a folder and a command without one',
      })
    return `${name}=${value}\n`
  })
  if (file) await appendFile(file, lines.join(''))
}

/** In a terminal these are variables of the environment; here they are inputs. */
function asInputs(text: string): string {
  return text
    .replace('LIFTLOCK_PYTHON', 'the input python, or a version with python-version')
    .replace('LIFTLOCK_CACHE', 'the input cache')
}

/** A text that may contain data. */
function say(text: string): void {
  print(inert(visible(text)))
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
