import { existsSync, statSync, writeFileSync } from 'node:fs'
import { devNull } from 'node:os'
import { join, resolve } from 'node:path'
import type { Git, GitCredential, GitRepository, GitRun } from '../../core/ports/git.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { type FoundRepository, findRepository } from './find-repository.ts'
import { gitEnvironment, type KeyFiles } from './git-environment.ts'
import { admittedSettings, type Setting } from './repository-settings.ts'
import { makeView, viewEnvironment } from './repository-view.ts'
import { localLimits, remoteLimits, runGit } from './run-git.ts'
import { inTemporaryFolder, removeAbandoned } from './temporary-folders.ts'

/**
 * The git of this machine, as a process. Whatever a stranger can write must not run as a program:
 *
 * - Tracked files: git tracks anything except a file called `.git`, so even a whole bare repository can be tracked. Git
 *   never searches for a repository here, because each command names our own git folder (`GIT_DIR`).
 *   `safe.bareRepository=explicit` enforces the same.
 * - A `.git` from an archive or an earlier step: its objects, references and index are read. Its configuration counts
 *   only where `repository-settings.ts` allows it. So git uses none of its hooks, filters, monitors, signature programs
 *   or remote helpers.
 * - A fetched history: git checks no signature, replaces no object, and checks nothing out.
 *
 * The configuration of the machine and its user applies, for proxies and credentials. Settings in it that would run a
 * program on what is read are switched off (`git-environment.ts`).
 * @param environment of this process; variables for another repository, or that reveal secrets, are left out
 * @param signal ends running commands
 */
export function nodeGit(environment: NodeJS.ProcessEnv, signal: AbortSignal): Git {
  return {
    at: (folder) => repositoryAt(resolve(folder), environment, signal),
    async temporary(remote, work) {
      removeAbandoned()
      return inTemporaryFolder(async (folder) => {
        const repository = join(folder, 'repository.git')
        const git = gitEnvironment(environment, { remote, repository, keyFiles: writeKey(folder, remote.credential) })
        const run: GitRepository['run'] = (args, options) =>
          runGit({ args, environment: git, limits: remoteLimits }, signal, options)
        refuseOld(await run(['version']))
        const made = await run(['init', '--quiet', '--bare', '--template=', repository])
        if (made.exitCode !== 0) throw new Error(`git init ended with ${made.exitCode}: ${made.stderr}`)
        return await work({ run })
      })
    },
  }
}

/**
 * Older versions do not read the address, the token and the switched-off settings from the environment (git 2.31,
 * release notes).
 */
const [leastMajor, leastMinor] = [2, 31]

/** Refuses a git that is too old. @throws StageError `tool-missing` */
function refuseOld({ stdout }: GitRun): void {
  const version = Buffer.from(stdout).toString('utf8').trim()
  const [, major, minor] = /^git version (\d+)\.(\d+)/.exec(version) ?? []
  if (Number(major) > leastMajor || (Number(major) === leastMajor && Number(minor) >= leastMinor)) return
  throw new StageError('tool-missing', `${version || 'git'} is too old to work with a remote repository`, {
    hint: `install git ${leastMajor}.${leastMinor} or newer`,
  })
}

/** Each command gets a new view, so it sees the current state of the repository. */
function repositoryAt(folder: string, outer: NodeJS.ProcessEnv, signal: AbortSignal): GitRepository {
  const environment = { ...gitEnvironment(outer), GIT_ALLOW_PROTOCOL: '', GIT_NO_LAZY_FETCH: '1' }
  let settings: Promise<readonly Setting[]> | undefined
  return {
    async run(args, options) {
      const repository = findRepository(folder)
      if (repository === undefined) return { exitCode: 128, stdout: new Uint8Array(), stderr: noRepository }
      settings ??= readSettings(repository, environment, signal)
      const admitted = await settings
      return inTemporaryFolder((view) => {
        makeView(view, repository, admitted)
        const here = { ...environment, ...viewEnvironment(view, repository) }
        return runGit({ args, folder, environment: here, limits: localLimits }, signal, options)
      })
    },
  }
}

/** The same message as git's own. */
const noRepository = 'fatal: not a git repository (or any of the parent directories): .git\n'

const mostConfigurationBytes = 1_048_576

/** Reads the settings that count. @throws StageError `file-unreadable` for a configuration that git cannot read */
async function readSettings(
  { gitFolder, commonFolder }: FoundRepository,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<readonly Setting[]> {
  const files = [join(commonFolder, 'config'), join(gitFolder, 'config.worktree')].filter(existsSync)
  const lists = await Promise.all(
    files.map(async (file) => {
      const stats = statSync(file)
      if (!stats.isFile() || stats.size > mostConfigurationBytes)
        throw unreadable(file, 'it is not a file, or too large')
      const args = ['config', '--file', file, '--no-includes', '--list', '-z']
      // Runs outside of any repository, so git reads only this file.
      const nowhere = { ...environment, GIT_DIR: devNull, GIT_CEILING_DIRECTORIES: '/' }
      const { exitCode, stdout, stderr } = await runGit(
        { args, folder: '/', environment: nowhere, limits: localLimits },
        signal,
      )
      if (exitCode !== 0) throw unreadable(file, stderr.trim())
      return admittedSettings(Buffer.from(stdout).toString('utf8'))
    }),
  )
  return lists.flat()
}

function unreadable(file: string, why: string): StageError {
  return new StageError('file-unreadable', `the configuration ${file} cannot be read: ${why}`, {
    hint: 'check the folder out again',
  })
}

/** ssh reads a key only from a file that other users cannot read. */
function writeKey(folder: string, credential: GitCredential | undefined): KeyFiles | undefined {
  if (credential?.kind !== 'key') return undefined
  const [key, knownHosts] = [join(folder, 'key'), join(folder, 'known_hosts')]
  writeFileSync(key, `${credential.privateKey.replaceAll('\r', '').trimEnd()}\n`, { mode: 0o600 })
  writeFileSync(knownHosts, `${credential.knownHosts.trimEnd()}\n`, { mode: 0o600 })
  return { key, knownHosts }
}
