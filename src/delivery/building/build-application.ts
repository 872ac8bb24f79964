import { basename, join } from 'node:path'
import type { ProcessResult } from '../../core/ports/processes.ts'
import type { Context } from '../../core/run/context.ts'
import { again, input, meaning, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { countOf } from '../../core/text/count-of.ts'
import { someNames } from '../dependencies/missing-dependencies.ts'
import { copyApplication } from './copy-application.ts'
import { type FoundTemplate, findTemplate } from './find-template.ts'
import { installDependencies, isInstallable } from './install-dependencies.ts'
import { type BuildNeeds, findBuildNeeds } from './unbuilt-folders.ts'

export interface BuildOptions {
  /** Folder of the application, or its template; absolute. */
  readonly source: string
  /** Build command from the user. If undefined, the needs of the application decide. */
  readonly command: string | undefined
  /** Folder for a built copy, absolute. */
  readonly out: string
  readonly timeoutSeconds: number
}

/** How an application was built, and what has to be packaged. */
export interface BuiltApplication {
  readonly by: 'command' | 'sam' | 'liftlock' | 'nothing'
  /** Folder or template of the built application. */
  readonly source: string
  readonly said: string
}

/**
 * Builds an application: with the user's command, else with `sam build`, else by installing the declared dependencies
 * of Python and Node functions into a copy. An application that needs no build is left unchanged.
 * @throws StageError `build-failed`, `file-missing`
 */
export async function buildApplication(context: Context, options: BuildOptions): Promise<BuiltApplication> {
  const { source, command, timeoutSeconds } = options
  const { files, processes, report } = context
  if (command !== undefined) {
    const folder = (await files.kind(source)) === 'folder' ? source : (await findTemplate(files, source)).folder
    report({ kind: 'note', text: `running ${command}` })
    const ended = await processes.runCommandLine(command, { folder, timeoutSeconds })
    refuseFailed(command, ended, timeoutSeconds)
    return { by: 'command', source, said: `built by ${command}` }
  }
  const template = await findTemplate(files, source)
  if (template.built && !(await hasSam(context))) {
    const own = input('build-command', meaning('command'))
    const fact = `${template.path} is an earlier output of sam build, which may be older than the sources`
    report({ kind: 'warning', text: next`${fact}: install the AWS SAM CLI, give ${own}, or remove it` })
    return unchanged(source, 'built by sam build before')
  }
  const written = { ...template, path: template.written, built: false }
  const needs = await findBuildNeeds(files, written)
  // The output of an earlier build would be packaged, so it is always built again.
  if (!template.built && needs.folders.length === 0 && needs.ofSam.length === 0)
    return unchanged(source, 'nothing to build')
  if (template.built || (needs.usesSam && (await hasSam(context)))) {
    report({ kind: 'note', text: 'running sam build' })
    const to = join(written.folder, '.aws-sam', 'build')
    const args = ['build', '--template-file', written.path, '--build-dir', to]
    const ended = await processes.run('sam', args, {
      cwd: written.folder,
      timeoutSeconds,
      environment: { SAM_CLI_TELEMETRY: '0' },
      packageIndex: true,
    })
    refuseFailed('sam build', ended, timeoutSeconds)
    return { by: 'sam', source: written.folder, said: 'built by sam build' }
  }
  return installInto(context, needs, written, options)
}

/** Installs dependencies into a copy, if a build would do nothing else. */
async function installInto(
  context: Context,
  { folders, ofSam }: BuildNeeds,
  { path, folder }: FoundTemplate,
  { source, out }: BuildOptions,
): Promise<BuiltApplication> {
  const others = folders.filter((each) => !isInstallable(each))
  if (others.length > 0 || ofSam.length > 0) {
    const shown = [...others.map(({ local }) => local.shown), ...ofSam].join(', ')
    const fact = `${shown} is packaged without a build, because only its own tools can build it`
    const own = input('build-command', meaning('command'))
    context.report({ kind: 'warning', text: next`${fact}. Install the AWS SAM CLI, or give the command: ${own}` })
    return unchanged(source, 'not built')
  }
  const copy = join(out, 'source')
  await copyApplication(context, folder, copy)
  for (const unbuilt of folders) {
    const names = unbuilt.missing.flatMap((each) => each.names)
    context.report({ kind: 'note', text: `installing ${someNames(names)} for ${unbuilt.local.shown}` })
    await installDependencies(context, unbuilt, join(copy, unbuilt.local.shown))
  }
  const what = folders.length === 1 ? folders[0]!.local.shown : countOf(folders.length, 'folder')
  return { by: 'liftlock', source: join(copy, basename(path)), said: `installed what ${what} needs` }
}

async function hasSam({ processes }: Pick<Context, 'processes'>): Promise<boolean> {
  return processes.run('sam', ['--version'], { environment: { SAM_CLI_TELEMETRY: '0' } }).then(
    ({ exitCode }) => exitCode === 0,
    () => false,
  )
}

function unchanged(source: string, said: string): BuiltApplication {
  return { by: 'nothing', source, said }
}

function refuseFailed(
  command: string,
  { exitCode, stdout, stderr, stopped }: ProcessResult,
  timeoutSeconds: number,
): void {
  if (exitCode === 0 && stopped === undefined) return
  const how =
    stopped === 'time' ? `did not end within ${countOf(timeoutSeconds, 'second')}` : `ended with exit code ${exitCode}`
  const printed = (stderr.trim() || stdout.trim()).split('\n').slice(-20).join('\n')
  throw new StageError('build-failed', `${command} ${how}${printed === '' ? '' : `:\n${printed}`}`, {
    hint: next`run it by hand in the folder of the application, and fix what it reports; then ${again}`,
  })
}
