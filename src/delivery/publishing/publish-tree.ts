import { pauseAfter } from '../../core/pacing/back-off.ts'
import type { Context } from '../../core/run/context.ts'
import { isPassing } from './git/git-failure.ts'
import { type Ancestry, compareWithPublished } from './model-ancestry.ts'
import type { Publication, Published } from './publication.ts'
import { publishOnce, type Sent } from './publish-once.ts'
import { contended } from './publish-refusals.ts'

/**
 * Brings a tree to a branch as one commit. When somebody else was faster, everything is looked at again, on top of what they pushed.
 * @throws StageError `hand-edited`, `publish-superseded`, `model-history-unknown`, `publish-contended`, and what reading and pushing end with
 */
export async function publishTree(context: Context, publication: Publication): Promise<Published> {
  const { clock, signal } = context
  const start = clock.elapsed()
  const sent: Sent = new Map()
  const ancestry = remembered((published) => askAncestry(context, publication, published))
  return context.git.temporary(publication.remote, async (git) => {
    for (let tries = 1, failures = 0; ; tries++) {
      const done = await publishOnce(context, git, publication, { ancestry, sent }).catch((error: unknown) => {
        // Whether the push took effect is seen by looking again.
        if (!isPassing(error) || ++failures > mostFailures) throw error
        context.report({ kind: 'note', text: `${error.message}; trying again` })
        return undefined
      })
      if (done !== undefined) return done
      const pause = pauseAfter(tries, backOff)
      if (clock.elapsed() - start + pause > publication.limitSeconds * 1000)
        throw contended(publication.target, publication.limitSeconds)
      await clock.sleep(pause, signal)
    }
  })
}

/** All of a pause is left to chance, because several who publish at the same time stay in step otherwise. */
const backOff = { first: 250, longest: 8000, jitter: 1 }
/** How often the way to the repository may fail. */
const mostFailures = 4

function askAncestry(context: Context, publication: Publication, published: string): Promise<Ancestry> {
  const { modelFolder: folder, modelCredential: credential, model: ours } = publication
  return compareWithPublished(context, { folder, ours, published, credential })
}

/** An answer about two commits never changes. One that may yet be known is asked for again. */
function remembered(ask: (published: string) => Promise<Ancestry>): (published: string) => Promise<Ancestry> {
  const answers = new Map<string, Ancestry>()
  return async (published) => {
    const answer = answers.get(published) ?? (await ask(published))
    if (answer !== 'unknown') answers.set(published, answer)
    return answer
  }
}
