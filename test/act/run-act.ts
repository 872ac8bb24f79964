import { spawn } from 'node:child_process'

/** What the local runner said of a run. */
export interface ActRun {
  readonly code: number
  /** Result of every job that reported one, by called workflow and job: `generate/check`, `generate/publish (gui)`. A skipped job leaves no record. */
  readonly jobs: Readonly<Record<string, string>>
  /** Exit code of a step of ours that failed, by job. */
  readonly exitCodes: Readonly<Record<string, number>>
  /** Messages of `::error::`, in order. */
  readonly errors: readonly string[]
  readonly summaries: readonly string[]
  /** Values that steps put out, by job and name: `deliver/package` → `release`. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** All that was printed, without the runner's own records of secrets. */
  readonly text: string
  /** What the steps named to the runner as secrets. */
  readonly masked: readonly string[]
}

interface Line {
  readonly job?: string
  readonly jobID?: string
  readonly matrix?: { readonly target?: string }
  readonly jobResult?: string
  readonly command?: string
  readonly name?: string
  readonly arg?: string
  readonly content?: string
  readonly step?: string
  readonly raw?: string
  readonly msg?: string
}

export interface ActOptions {
  readonly command: string
  /** Working folder: the checkout of the repository. */
  readonly folder: string
  readonly args: readonly string[]
  /** The whole environment of the runner; every variable of it reaches the steps. */
  readonly environment: Readonly<Record<string, string>>
  /** Something that happens once a job has succeeded, while the runner stands still. */
  readonly between?: Between | undefined
  readonly signal?: AbortSignal | undefined
}

export interface Between {
  /** As in `ActRun.jobs`. */
  readonly after: string
  readonly happens: () => Promise<unknown>
}

/** Starts the local runner in a repository, and reads its records to the end. */
export function runAct({ command, folder, args, environment, between, signal }: ActOptions): Promise<ActRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], { cwd: folder, env: { ...environment }, stdio: ['ignore', 'pipe', 'pipe'] })
    let [stdout, stderr] = ['', '']
    let [waiting, failed] = [between, undefined as unknown]
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      stdout += part
      if (waiting === undefined || read(0, stdout, '').jobs[waiting.after] !== 'success') return
      const { happens } = waiting
      waiting = undefined
      child.kill('SIGSTOP')
      happens()
        .catch((error: unknown) => {
          failed = error
        })
        .finally(() => child.kill('SIGCONT'))
    })
    child.stderr.setEncoding('utf8').on('data', (part: string) => {
      stderr += part
    })
    signal?.addEventListener('abort', () => child.kill('SIGINT'), { once: true })
    child.on('error', reject)
    child.on('close', (code) => (failed ? reject(failed) : resolve(read(code ?? -1, stdout, stderr))))
  })
}

function read(code: number, stdout: string, stderr: string): ActRun {
  const lines = stdout.split('\n').flatMap(parse)
  const jobs: Record<string, string> = {}
  const exitCodes: Record<string, number> = {}
  const outputs: Record<string, Record<string, string>> = {}
  for (const line of lines) {
    const { jobResult, command, name, arg, step = '', msg = '' } = line
    const place = placeOf(line)
    if (jobResult !== undefined) jobs[place] = jobResult
    const exit = /^exit status (\d+)$/.exec(msg)
    if (exit !== null && step.startsWith('liftlock/')) exitCodes[place] = Number(exit[1])
    if (command === 'set-output' && name !== undefined) {
      outputs[place] ??= {}
      outputs[place][name] = arg ?? ''
    }
  }
  return {
    code,
    jobs,
    exitCodes,
    outputs,
    errors: lines.flatMap(errorIn),
    summaries: lines.filter(({ command }) => command === 'summary').map(({ content }) => content ?? ''),
    text: asWritten(stdout.split('\n').filter((line) => !recordsSecret.test(line))) + stderr,
    masked: lines.filter(({ command }) => command === 'add-mask').map(({ arg }) => arg ?? ''),
  }
}

function parse(line: string): Line[] {
  try {
    return [JSON.parse(line) as Line]
  } catch {
    return []
  }
}

/** The runner's JSON spells three signs as numbers. */
function asWritten(lines: readonly string[]): string {
  return lines
    .join('\n')
    .replace(/\\u00(26|3c|3e)/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
}

/** Read from the raw line: the runner takes a `::` inside a message for the end of the command. */
function errorIn({ raw = '' }: Line): string[] {
  const [, message] = /^::error(?: .*?)?::(.*)$/s.exec(raw) ?? []
  return message === undefined ? [] : [decodeURIComponent(message.replace(/%(?!0A|0D|25)/g, '%25')).trim()]
}

/** The runner's own records of a mask, and of the token that an action puts out, have the secret in clear. */
const recordsSecret = /"command":"add-mask"|"command":"set-output".*"name":"token"/

/** `job` is composed of names and padded, such as `model/generate/check   `; this is the called workflow, the job's id, and its target. */
function placeOf({ job = '', jobID = '', matrix }: Line): string {
  const place = [...job.trim().split('/').slice(1, -1), jobID].join('/')
  return matrix?.target === undefined ? place : `${place} (${matrix.target})`
}
