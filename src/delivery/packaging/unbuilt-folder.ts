import type { Context } from '../../core/run/context.ts'
import { command, next } from '../../core/run/next-step.ts'
import { findMissingDependencies, someNames } from '../dependencies/missing-dependencies.ts'
import type { ArtifactKind } from '../release/manifest.ts'
import type { LocalPath } from './local-path.ts'

/** Warns if the folder of a function or a layer declares run-time dependencies and contains none: it was not built. */
export async function warnOfUnbuilt(
  { files, report }: Pick<Context, 'files' | 'report'>,
  { absolute, shown }: LocalPath,
  kind: ArtifactKind,
  paths: readonly string[],
): Promise<void> {
  if (kind !== 'function' && kind !== 'layer') return
  for (const { file, names } of await findMissingDependencies(files, absolute, paths)) {
    const folder = shown === '.' ? 'the folder of the template' : shown
    const fact = `${folder} is packaged without its dependencies: its ${file} names ${someNames(names)}`
    const build = command('build', { source: '.' })
    const advice = next`Build the application first, for example by ${build}; if a layer brings them, ignore this warning`
    report({ kind: 'warning', text: next`${fact}, but none of them is there. ${advice}` })
  }
}
