import { dirname, join } from 'node:path'
import type { Context } from '../../core/run/context.ts'
import { input, meaning, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { wheelPlatforms } from '../packaging/wheels/wheel-platforms.ts'
import type { UnbuiltFolder } from './unbuilt-folders.ts'

type Installing = Pick<Context, 'files' | 'processes' | 'python' | 'report'>

/**
 * Whether missing dependencies can be installed without a user's command: by `requirements.txt` for Python, by npm for
 * Node.
 */
export function isInstallable({ missing }: UnbuiltFolder): boolean {
  return missing.every(({ file }) => /(?:^|\/)(?:requirements\.txt|package\.json)$/.test(file))
}

/**
 * Installs the declared run-time dependencies of a folder into that folder.
 * @param folder of the copy, absolute
 * @throws StageError `build-failed`
 */
export async function installDependencies(
  context: Installing,
  { missing, python, local }: UnbuiltFolder,
  folder: string,
): Promise<void> {
  for (const { file } of missing) {
    const target = dirname(join(folder, file))
    if (file.endsWith('requirements.txt')) await installPython(context, target, python, `${local.shown}/${file}`)
    else await installNode(context, target, `${local.shown}/${file}`)
  }
}

/** Installs wheels for the function's runtime and architecture, regardless of this machine's. */
async function installPython(
  { processes, python: command }: Installing,
  target: string,
  python: UnbuiltFolder['python'],
  shown: string,
): Promise<void> {
  const chosen =
    python === undefined
      ? []
      : [
          ...['--only-binary=:all:', '--implementation', 'cp', '--python-version', python.version],
          ...wheelPlatforms(python.version, python.architecture).flatMap((platform) => ['--platform', platform]),
        ]
  const pip = ['-I', '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input', '--no-compile']
  const args = [...pip, ...chosen, '--target', target, '--requirement', join(target, 'requirements.txt')]
  const options = {
    cwd: target,
    timeoutSeconds: 900,
    packageIndex: true,
    environment: { PYTHONDONTWRITEBYTECODE: '1' },
  }
  const ended = await processes.run(await command(), args, options)
  if (ended.exitCode !== 0) throw notInstalled(shown, 'pip', ended.stderr)
}

async function installNode({ files, processes, report }: Installing, target: string, shown: string): Promise<void> {
  const has = async (name: string) => (await files.kind(join(target, name))) === 'file'
  const locked = (await has('package-lock.json')) || (await has('npm-shrinkwrap.json'))
  if (!locked) {
    for (const lock of ['yarn.lock', 'pnpm-lock.yaml', 'bun.lock'])
      if (await has(lock))
        throw new StageError('build-failed', `${shown} is locked by ${lock}, which npm cannot read`, {
          hint: next`give the command that builds it: ${input('build-command', meaning('command'))}`,
        })
    report({ kind: 'warning', text: `${shown} has no package-lock.json, so a later build may install other versions` })
  }
  const install = locked ? ['ci'] : ['install', '--no-package-lock']
  const args = [...install, '--omit=dev', '--no-audit', '--no-fund', '--loglevel=error']
  const ended = await processes.run('npm', args, { cwd: target, timeoutSeconds: 900, packageIndex: true })
  if (ended.exitCode !== 0) throw notInstalled(shown, 'npm', ended.stderr)
}

function notInstalled(shown: string, tool: string, stderr: string): StageError {
  const lines = stderr.split('\n').filter((line) => /error/i.test(line))
  const cause = (lines.length > 0 ? lines : [stderr.trim().split('\n').at(-1) ?? '']).slice(0, 3).join('; ')
  return new StageError(
    'build-failed',
    `${tool} cannot install the dependencies in ${shown}: ${cause || 'it gave no reason'}`,
    {
      hint: next`correct that file, or give your own build command: ${input('build-command', meaning('command'))}`,
    },
  )
}
