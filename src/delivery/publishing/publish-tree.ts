import { pauseAfter } from '../../core/pacing/back-off.ts'
import type { Context } from '../../core/run/context.ts'
import { isPassing } from './git/git-failure.ts'
import { type Ancestry, compareWithPublished } from './model-ancestry.ts'
import type { Publication, Published } from './publication.ts'
import { publishOnce, type Sent } from './publish-once.ts'
import { contended } from './publish-refusals.ts'

/**
 * Publishes a tree to a branch as one commit. On a conflict it reads the target again and retries on top of the new
 * commits.
 * @throws StageError `hand-edited`, `publish-superseded`, `model-history-unknown`, `publish-contended`, and the errors
 * of reading and pushing
 */
export async function publishTree(context: Context, publication: Publication): Promise<Published> {
  const { clock, signal } = context
  const start = clock.elapsed()
  const sent: Sent = new Map()
  const ancestry = remembered((published) => askAncestry(context, publication, published))
  return context.git.temporary(publication.remote, async (git) => {
    for (let tries = 1, failures = 0; ; tries++) {
      const done = await publishOnce(context, git, publication, { ancestry, sent }).catch((error: unknown) => {
        // Reading the target again shows whether the push succeeded.
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

/** Pauses are fully random; otherwise concurrent publications would stay in step. */
const backOff = { first: 250, longest: 8000, jitter: 1 }
/** How many connection failures are tolerated. */
const mostFailures = 4

function askAncestry(context: Context, publication: Publication, published: string): Promise<Ancestry> {
  const { modelFolder: folder, modelCredential: credential, model: ours } = publication
  return compareWithPublished(context, { folder, ours, published, credential })
}

/** The relation of two commits never changes, so it is stored. An unknown relation is asked for again. */
function remembered(ask: (published: string) => Promise<Ancestry>): (published: string) => Promise<Ancestry> {
  const answers = new Map<string, Ancestry>()
  return async (published) => {
    const answer = answers.get(published) ?? (await ask(published))
    if (answer !== 'unknown') answers.set(published, answer)
    return answer
  }
}
