import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { cacheFolder } from '../../src/system/folders.ts'
import { type ActRun, type Between, runAct } from './run-act.ts'
import { writeStandIns } from './stand-ins.ts'
import { copyToolkit, ref } from './toolkit-copy.ts'

/** A small GitHub on this machine: bare repositories as remotes, and a runner. */
export interface World {
  readonly folder: string
  /** Makes a repository of the owner `acme` with its first commit, pushes it, and gives its checkout. */
  repository(name: string, files?: Readonly<Record<string, string>>): Repository
  /** A second checkout of a repository, at one of its commits, as a run that started then has it. */
  checkoutAt(repository: Repository, commit: string): Repository
  /** Adds variables that the runner and all its steps see. */
  environment: Record<string, string>
  close(): void
}

/** A checkout with a bare repository as its origin. */
export interface Repository {
  readonly folder: string
  readonly name: string
  git(...args: string[]): string
  write(files: Readonly<Record<string, string>>): void
  /** Replaces a text that has to be there. */
  edit(path: string, from: string, to: string): void
  /** Commits all that changed and pushes it. @returns the commit */
  push(message: string): string
  /** Brings the checkout to what others pushed. */
  pull(): void
  /** Runs the workflows of this checkout for an event. */
  run(event: string, options?: RunOptions): Promise<ActRun>
}

export interface RunOptions {
  readonly inputs?: Readonly<Record<string, string>>
  readonly event?: object
  readonly variables?: Readonly<Record<string, string>>
  readonly secrets?: Readonly<Record<string, string>>
  readonly between?: Between
}

/** @param command the local runner */
export function openWorld(command: string): World {
  const folder = mkdtempSync(join(tmpdir(), 'liftlock-act-'))
  const toolkit = join(folder, 'toolkit')
  const remotes = join(folder, 'remotes')
  for (const name of ['home', 'remotes', 'artifacts', 'events']) mkdirSync(join(folder, name))
  copyToolkit(toolkit)
  const standIns = writeStandIns(join(folder, 'stand-ins'))
  const configuration = join(folder, 'gitconfig')
  writeFileSync(
    configuration,
    [
      `[url "file://${remotes}/"]`,
      '  insteadOf = https://github.com/',
      '[user]',
      '  name = A Developer',
      '  email = developer@example.com',
      '[init]',
      '  defaultBranch = main',
      '',
    ].join('\n'),
  )
  const environment: Record<string, string> = {
    PATH: [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(':'),
    HOME: join(folder, 'home'),
    LANG: 'C.UTF-8',
    GIT_CONFIG_GLOBAL: configuration,
    GIT_CONFIG_NOSYSTEM: '1',
    ACT_ARTIFACTS: join(folder, 'artifacts'),
    ACT_CACHES: join(folder, 'caches'),
    LIFTLOCK_CACHE: cacheFolder(process.env),
  }
  let events = 0

  function run(checkout: string, event: string, options: RunOptions): Promise<ActRun> {
    const payload = join(folder, 'events', `${++events}.json`)
    const ours = { repository: { default_branch: 'main' }, inputs: options.inputs ?? {}, ...options.event }
    writeFileSync(payload, JSON.stringify(ours))
    const pairs = (flag: string, values: Readonly<Record<string, string>> = {}) =>
      Object.entries(values).flatMap(([name, value]) => [flag, `${name}=${value}`])
    const args = [
      event,
      ...['-P', 'ubuntu-24.04=-self-hosted', '--json', '--rm', '--concurrent-jobs', '4', '--actor', 'alice'],
      ...['--action-cache-path', join(folder, 'actions'), '--no-cache-server', '-e', payload],
      ...['--local-repository', `liftlock/liftlock@${ref}=${toolkit}`, ...standIns],
      ...pairs('--var', options.variables),
      ...pairs('-s', { GITHUB_TOKEN: 'ghs_of_the_run', ...options.secrets }),
    ]
    return runAct({ command, folder: checkout, args, environment, between: options.between })
  }

  function repository(name: string, files: Readonly<Record<string, string>> = {}): Repository {
    const made = openCheckout(name, name)
    execFileSync('git', ['init', '-q', '--bare', join(remotes, 'acme', `${name}.git`)], { env: environment })
    made.git('init', '-q')
    made.git('remote', 'add', 'origin', `https://github.com/acme/${name}.git`)
    made.write(files)
    return made
  }

  function checkoutAt({ name }: Repository, commit: string): Repository {
    const made = openCheckout(name.split('/')[1]!, `${name.split('/')[1]}-${commit.slice(0, 12)}`)
    made.git('clone', '-q', `https://github.com/${name}.git`, '.')
    made.git('reset', '-q', '--hard', commit)
    return made
  }

  function openCheckout(name: string, place: string): Repository {
    const checkout = join(folder, 'checkouts', place)
    mkdirSync(checkout, { recursive: true })
    const git = (...args: string[]) =>
      execFileSync('git', args, {
        cwd: checkout,
        env: environment,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      })
    return {
      folder: checkout,
      name: `acme/${name}`,
      git,
      write(files) {
        for (const [path, text] of Object.entries(files)) {
          mkdirSync(dirname(join(checkout, path)), { recursive: true })
          writeFileSync(join(checkout, path), text)
        }
      },
      edit(path, from, to) {
        const text = readFileSync(join(checkout, path), 'utf8')
        if (!text.includes(from)) throw new Error(`${path} has no ${from}`)
        writeFileSync(join(checkout, path), text.replace(from, to))
      },
      push(message) {
        git('add', '-A')
        git('commit', '-q', '-m', message)
        git('push', '-q', 'origin', 'main')
        return git('rev-parse', 'HEAD').trim()
      },
      pull: () => git('pull', '-q', '--rebase', 'origin', 'main'),
      run: (event, options = {}) => run(checkout, event, options),
    }
  }

  const close = () => rmSync(folder, { recursive: true, force: true })
  return { folder, repository, checkoutAt, environment, close }
}
