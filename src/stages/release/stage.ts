import { join } from 'node:path'
import { forgeOf } from '../../core/forge/forge-of.ts'
import type { Context } from '../../core/run/context.ts'
import { defineStage } from '../../core/run/stage.ts'
import { readUnreleased } from '../../delivery/versioning/history/read-unreleased.ts'
import { advanceRelease } from './advance-release.ts'
import { type ReleaseInputs, releaseInputs, releaseOutputs } from './members.ts'
import { reportRelease } from './report-release.ts'
import { lineOf, rulesOf, wishOf } from './settings.ts'

/** Proposes the next release, or publishes the one whose commit is on the branch. It never builds. */
export const release = defineStage({
  name: 'release',
  positional: 'source',
  inputs: releaseInputs,
  outputs: releaseOutputs,

  async run(inputs, context) {
    const wish = wishOf(inputs)
    const line = lineOf(inputs)
    const git = context.git.at(inputs.source)
    const [unreleased] = await readUnreleased(git, [line])
    const isOffline = inputs.planOnly && context.forge === undefined
    const forge = isOffline ? undefined : await forgeOf(context, inputs.repository)
    const branch = inputs.branch ?? (await forge?.facts())?.defaultBranch ?? 'HEAD'
    const rules = rulesOf(inputs, branch, await usesNotes(inputs, context))
    const outputs = await advanceRelease({ git, forge, rules, unreleased: unreleased!, wish }, inputs, context)
    reportRelease(outputs, context)
    return outputs
  },
})

async function usesNotes({ changes, source, notes }: ReleaseInputs, { files }: Context): Promise<boolean> {
  if (changes !== 'auto') return changes === 'notes'
  return (await files.kind(join(source, notes))) === 'folder'
}
