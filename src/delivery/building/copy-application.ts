import { join, relative, sep } from 'node:path'
import type { Context } from '../../core/run/context.ts'
import { StageError } from '../../core/run/stage-error.ts'

/**
 * Copies an application, so that dependencies are not installed among its sources. Modes and links are kept; version
 * control and the output of `sam build` are left out.
 * @param target is replaced; both paths are absolute
 */
export async function copyApplication(
  { files, processes }: Pick<Context, 'files' | 'processes'>,
  folder: string,
  target: string,
): Promise<void> {
  const inside = relative(folder, target)
  const within = inside !== '' && !inside.startsWith('..') ? [inside.split(sep).join('/')] : []
  const leftOut = ['.git', '.aws-sam', ...within].map((path) => `--exclude=./${path}`)
  await files.remove(target)
  const temporaryFolder = await files.temporaryFolder('liftlock-build-')
  try {
    const archive = join(temporaryFolder, 'application.tar')
    await files.write(join(target, '.liftlock-building'), '')
    await files.remove(join(target, '.liftlock-building'))
    for (const args of [
      ['-cf', archive, ...leftOut, '-C', folder, '.'],
      ['-xf', archive, '-C', target],
    ]) {
      const ended = await processes.run('tar', args)
      if (ended.exitCode !== 0)
        throw new StageError('build-failed', `${folder} cannot be copied to ${target}: ${ended.stderr.trim()}`)
    }
  } finally {
    await files.remove(temporaryFolder)
  }
}
