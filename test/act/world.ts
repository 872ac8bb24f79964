import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { cacheFolder } from '../../src/system/folders.ts'
import { textsBelow } from '../support/texts-below.ts'
import { type Checkout, openCheckout } from './checkout.ts'
import { type ActRun, type Between, runAct } from './run-act.ts'
import { writeStandIns } from './stand-ins.ts'
import { copyToolkit, ref } from './toolkit-copy.ts'

/** A small GitHub on this machine: bare repositories as remotes, and a runner. */
export interface World {
  readonly folder: string
  /** Folder of the bare repositories: `<remotes>/owner/name.git`. */
  readonly remotes: string
  /** Makes a repository of the owner `acme`, and gives its checkout. */
  repository(name: string, files?: Readonly<Record<string, string>>): Repository
  /** A second checkout of a repository, at one of its commits, as a run that started then has it. */
  checkoutAt(repository: Repository, commit: string): Repository
  /** The text of every file that was uploaded, by path. */
  artifacts(): Readonly<Record<string, string>>
  /** Variables that the runner and all its steps see; more may be added. */
  readonly environment: Record<string, string>
  close(): void
}

/** A checkout whose workflows can be run. */
export interface Repository extends Checkout {
  run(event: string, options?: RunOptions): Promise<ActRun>
}

export interface RunOptions {
  readonly inputs?: Readonly<Record<string, string>>
  readonly event?: object
  readonly variables?: Readonly<Record<string, string>>
  readonly secrets?: Readonly<Record<string, string>>
  /** Where the steps look for repositories, in place of `https://github.com`. */
  readonly server?: string
  /** Address of the API of GitHub. Default: one that knows nothing. */
  readonly api?: string
  readonly between?: Between
  /** Id of the run. Default: the runner's own, which all runs share. */
  readonly runId?: string
  /** Ends the runner as an interruption at a keyboard does. */
  readonly signal?: AbortSignal
}

/** An API of GitHub that knows nothing, so that no run asks the real one, or waits for it. */
const silent = await new Promise<string>((resolve) => {
  const server = createServer((_, response) => {
    response.writeHead(404, { 'content-type': 'application/json' }).end('{"message":"Not Found"}')
  })
  server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)).unref()
})

/** Looks different in each of its spellings, so that a search for them means something. */
export const tokenOfTheRun = 'ghs_token+of/the=run?~'

/**
 * @param command the local runner
 * @param built folder of the built entries. Default: `dist`
 */
export function openWorld(command: string, built?: string): World {
  const folder = mkdtempSync(join(tmpdir(), 'liftlock-act-'))
  const [toolkit, remotes, artifacts] = [join(folder, 'toolkit'), join(folder, 'remotes'), join(folder, 'artifacts')]
  for (const name of ['home', 'remotes', 'artifacts', 'events']) mkdirSync(join(folder, name))
  copyToolkit(toolkit, built)
  const standIns = writeStandIns(join(folder, 'stand-ins'))
  const configuration = join(folder, 'gitconfig')
  writeFileSync(configuration, gitConfiguration(remotes))
  const environment: Record<string, string> = {
    PATH: [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(':'),
    HOME: join(folder, 'home'),
    LANG: 'C.UTF-8',
    GIT_CONFIG_GLOBAL: configuration,
    GIT_CONFIG_NOSYSTEM: '1',
    ACT_ARTIFACTS: artifacts,
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
      // What the runner would hide is not hidden, so that the tests see what we print.
      ...['--action-cache-path', join(folder, 'actions'), '--no-cache-server', '--insecure-secrets', '-e', payload],
      ...['--local-repository', `liftlock/liftlock@${ref}=${toolkit}`, ...standIns],
      ...pairs('--env', options.server === undefined ? {} : { GITHUB_SERVER_URL: options.server }),
      ...pairs('--env', { GITHUB_API_URL: options.api ?? silent }),
      ...pairs('--env', options.runId === undefined ? {} : { GITHUB_RUN_ID: options.runId }),
      ...pairs('--var', options.variables),
      ...pairs('-s', { GITHUB_TOKEN: tokenOfTheRun, ...options.secrets }),
    ]
    return runAct({ command, folder: checkout, args, environment, between: options.between, signal: options.signal })
  }

  function open(name: string, place: string): Repository {
    const checkout = openCheckout(join(folder, 'checkouts', place), name, environment)
    return { ...checkout, run: (event, options = {}) => run(checkout.folder, event, options) }
  }

  return {
    folder,
    remotes,
    repository(name, files = {}) {
      const made = open(`acme/${name}`, name)
      const remote = join(remotes, 'acme', `${name}.git`)
      execFileSync('git', ['init', '-q', '--bare', remote], { env: environment })
      execFileSync('git', ['-C', remote, 'config', 'http.receivepack', 'true'], { env: environment })
      made.git('init', '-q')
      made.git('remote', 'add', 'origin', `https://github.com/acme/${name}.git`)
      made.write(files)
      return made
    },
    checkoutAt({ name }, commit) {
      const made = open(name, `${name.split('/')[1]}-${commit.slice(0, 12)}`)
      made.git('clone', '-q', `https://github.com/${name}.git`, '.')
      made.git('reset', '-q', '--hard', commit)
      return made
    },
    artifacts: () => textsBelow(artifacts),
    environment,
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function gitConfiguration(remotes: string): string {
  return `[url "file://${remotes}/"]
  insteadOf = https://github.com/
[user]
  name = A Developer
  email = developer@example.com
[init]
  defaultBranch = main
`
}
