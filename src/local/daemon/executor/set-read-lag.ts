import { command, next } from '../../../core/run/next-step.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { nodeHttp } from '../../../system/node-http.ts'
import type { LocalEnvironment } from '../../local-environment.ts'
import { ownPaths } from '../../own-paths.ts'

/**
 * Switches on or off that reads of CodePipeline are late, as with the service.
 * @throws StageError `local-unavailable` when the executor of pipelines does not take it
 */
export async function setReadLag(
  { endpoint, token }: Pick<LocalEnvironment, 'endpoint' | 'token'>,
  on: boolean,
): Promise<void> {
  const answer = await nodeHttp.request({
    method: 'PUT',
    url: `${endpoint}${ownPaths.pipelines}/read-lag`,
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ on }),
    timeoutMilliseconds: 30_000,
  })
  if (answer.status !== 200)
    throw new StageError('local-unavailable', `the local CodePipeline took no lag of reads: HTTP ${answer.status}`, {
      hint: next`see ${command('local status')}, and repeat the command when pipelines run`,
    })
}
