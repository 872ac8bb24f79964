import type { Context } from '../../core/run/context.ts'
import { command, next } from '../../core/run/next-step.ts'
import { findMissingDependencies, someNames } from '../dependencies/missing-dependencies.ts'
import type { ArtifactKind } from '../release/manifest.ts'
import type { LocalPath } from './local-path.ts'

/** Warns of a function or a layer whose folder declares run-time dependencies and holds none: nobody has built it. */
export async function warnOfUnbuilt(
  { files, report }: Pick<Context, 'files' | 'report'>,
  { absolute, shown }: LocalPath,
  kind: ArtifactKind,
  paths: readonly string[],
): Promise<void> {
  if (kind !== 'function' && kind !== 'layer') return
  for (const { file, names } of await findMissingDependencies(files, absolute, paths)) {
    const folder = shown === '.' ? 'the folder of the template' : shown
    report({
      kind: 'warning',
      text: next`${folder} is packaged without what it needs: its ${file} names ${someNames(names)}, and none of that lies in it. Build the application first, for example by ${command('build', { source: '.' })}; if a layer brings them, all is well`,
    })
  }
}
