import { spawn } from 'node:child_process'

/** What the local runner said of a run. */
export interface ActRun {
  readonly code: number
  /** Result of every job that reported one, by its place: `model/check`. A skipped job leaves no record. */
  readonly jobs: Readonly<Record<string, string>>
  /** Messages of `::error::`, in order. */
  readonly errors: readonly string[]
  readonly summaries: readonly string[]
  /** Values that steps put out, by job and name: `deliver/package` → `release`. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** All that was printed, masks left out. */
  readonly text: string
}

interface Line {
  readonly job?: string
  readonly jobResult?: string
  readonly command?: string
  readonly name?: string
  readonly arg?: string
  readonly content?: string
  readonly msg?: string
}

export interface ActOptions {
  readonly command: string
  /** Working folder: the checkout of the repository. */
  readonly folder: string
  readonly args: readonly string[]
  /** The whole environment of the runner; every variable of it reaches the steps. */
  readonly environment: Readonly<Record<string, string>>
}

/** Starts the local runner in a repository, and reads its records to the end. */
export function runAct({ command, folder, args, environment }: ActOptions): Promise<ActRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], { cwd: folder, env: { ...environment }, stdio: ['ignore', 'pipe', 'pipe'] })
    let [stdout, stderr] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      stdout += part
    })
    child.stderr.setEncoding('utf8').on('data', (part: string) => {
      stderr += part
    })
    child.on('error', reject)
    child.on('close', (code) => resolve(read(code ?? -1, stdout, stderr)))
  })
}

function read(code: number, stdout: string, stderr: string): ActRun {
  const lines = stdout.split('\n').flatMap(parse)
  const jobs: Record<string, string> = {}
  const outputs: Record<string, Record<string, string>> = {}
  for (const { job, jobResult, command, name, arg } of lines) {
    const place = placeOf(job)
    if (jobResult !== undefined) jobs[place] = jobResult
    if (command === 'set-output' && name !== undefined) {
      outputs[place] ??= {}
      outputs[place][name] = arg ?? ''
    }
  }
  const withCommand = (wanted: string) => lines.filter(({ command }) => command === wanted)
  return {
    code,
    jobs,
    outputs,
    errors: withCommand('error').map(({ arg }) => arg ?? ''),
    summaries: withCommand('summary').map(({ content }) => content ?? ''),
    text:
      stdout
        .split('\n')
        .filter((line) => !line.includes('"command":"add-mask"'))
        .join('\n') + stderr,
  }
}

function parse(line: string): Line[] {
  try {
    return [JSON.parse(line) as Line]
  } catch {
    return []
  }
}

/** `model/model/check   ` is the job `check` of the call `model`; the file's name is left out. */
function placeOf(job = ''): string {
  return job.trim().split('/').slice(1).join('/')
}
