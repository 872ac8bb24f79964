import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'yaml'
import { cacheFolder } from '../../src/system/folders.ts'
import { packageRoot } from '../../src/system/package-root.ts'
import { parseOutputs } from './step-outputs.ts'
import { textsBelow } from './texts-below.ts'

/** What a step left behind. */
export interface EndedStep {
  readonly code: number
  /** Standard output and error, with the commands that name secrets to the runner. */
  readonly log: string
  readonly outputs: Readonly<Record<string, string>>
  readonly summary: string
  /** Everything that anybody could read: the log without `add-mask`, and all files that the step wrote. */
  readonly emitted: string
}

/** A job of a runner: each step is a built entry, started as the runner starts it. */
export interface TestJob {
  /** The workspace, which is the working directory of the steps. */
  readonly workspace: string
  run(action: string, inputs: Readonly<Record<string, string>>, environment?: NodeJS.ProcessEnv): Promise<EndedStep>
  /** Removes the folders of the job. */
  remove(): void
}

/** Where the built entries lie: `dist/`, or the folder that `TEST_LIFTLOCK_DIST` names. */
export const builtEntries = process.env.TEST_LIFTLOCK_DIST || join(packageRoot(), 'dist')

/** @param environment what every step of the job sees, beside what the runner gives */
export function testJob(environment: NodeJS.ProcessEnv = {}): TestJob {
  const folder = mkdtempSync(join(tmpdir(), 'liftlock-job-'))
  const [workspace, temporary, commands] = ['workspace', 'temporary', 'commands'].map((name) => {
    mkdirSync(join(folder, name))
    return join(folder, name)
  }) as [string, string, string]
  let step = 0
  return {
    workspace,
    async run(action, inputs, more = {}) {
      step += 1
      const files = {
        GITHUB_OUTPUT: join(commands, `output-${step}`),
        GITHUB_STEP_SUMMARY: join(commands, `summary-${step}`),
        GITHUB_STATE: join(commands, `state-${step}`),
        GITHUB_ENV: join(commands, `env-${step}`),
      }
      for (const file of Object.values(files)) writeFileSync(file, '')
      const given = Object.fromEntries(
        Object.entries({ ...defaultsOf(action), ...inputs }).map(([name, value]) => [
          `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
          value,
        ]),
      )
      const env = {
        PATH: process.env.PATH,
        HOME: folder,
        LIFTLOCK_CACHE: cacheFolder(process.env),
        LIFTLOCK_PYTHON: process.env.LIFTLOCK_PYTHON,
        GITHUB_ACTIONS: 'true',
        GITHUB_WORKSPACE: workspace,
        GITHUB_SERVER_URL: 'https://github.com',
        GITHUB_ACTION_REPOSITORY: 'liftlock/liftlock',
        GITHUB_ACTION_REF: 'v1',
        RUNNER_TEMP: temporary,
        AWS_EC2_METADATA_DISABLED: 'true',
        ...files,
        ...environment,
        ...given,
        ...more,
      }
      const { code, log } = await start(join(builtEntries, `${action}.js`), workspace, env)
      const [output, summary] = [files.GITHUB_OUTPUT, files.GITHUB_STEP_SUMMARY].map((file) =>
        readFileSync(file, 'utf8'),
      )
      const written = { ...textsBelow(commands), ...textsBelow(temporary) }
      const emitted = [log.replace(/^::add-mask::.*$/gm, ''), ...Object.values(written)].join('\n')
      return { code, log, outputs: parseOutputs(output!), summary: summary!, emitted }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** The runner gives every input that `action.yml` declares, as an empty text when it has no default. */
function defaultsOf(action: string): Readonly<Record<string, string>> {
  const folder = action === 'action' ? [] : ['actions', action]
  const { inputs } = parse(readFileSync(join(packageRoot(), ...folder, 'action.yml'), 'utf8')) as {
    inputs: Readonly<Record<string, { readonly default?: unknown }>>
  }
  return Object.fromEntries(Object.entries(inputs).map(([name, { default: text = '' }]) => [name, String(text)]))
}

function start(entry: string, cwd: string, env: NodeJS.ProcessEnv): Promise<{ code: number; log: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [entry], { env, cwd, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, log: stdout + stderr })
    })
  })
}
