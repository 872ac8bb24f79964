import type { StageDescription } from '../src/core/run/describe.ts'
import { runStage } from '../src/core/run/run.ts'
import { githubHost } from '../src/hosts/github/github.ts'
import { type StageName, stages } from '../src/stages/stages.ts'

/**
 * Runs the stage of one action in this job.
 * @param description part of the entry, so that a missing input is found before anything else loads
 */
export async function runAction(name: StageName, description: StageDescription): Promise<void> {
  await runStage(description, stages[name].load, githubHost({ stages }))
}
