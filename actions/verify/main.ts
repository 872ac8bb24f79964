import { runStage } from '../../src/core/run/run.ts'
import { githubHost } from '../../src/hosts/github/github.ts'
import { description } from '../../src/stages/verify/description.ts'

await runStage(description, async () => (await import('../../src/stages/verify/stage.ts')).verify, githubHost())
