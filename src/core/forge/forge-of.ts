import type { Forge } from '../ports/forge.ts'
import type { Context } from '../run/context.ts'
import { input, next } from '../run/next-step.ts'
import { StageError } from '../run/stage-error.ts'

/**
 * The forge that a stage cannot work without.
 * @param repository `owner/name`; by default the one that the run belongs to
 * @throws StageError `credentials-missing` when there is no token, `input-missing` and `input-invalid` when no
 * repository is known
 */
export async function forgeOf({ forge }: Pick<Context, 'forge'>, repository?: string): Promise<Forge> {
  if (forge !== undefined) return forge(repository)
  throw new StageError('credentials-missing', 'there is no token for GitHub', {
    hint: next`give ${input('github-token')}`,
  })
}
