import { runStage } from '../../src/core/run/run.ts'
import { githubHost } from '../../src/hosts/github/github.ts'
import { description } from '../../src/stages/publish/description.ts'

await runStage(description, async () => (await import('../../src/stages/publish/stage.ts')).publish, githubHost())
