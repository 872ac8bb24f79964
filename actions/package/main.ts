import { runStage } from '../../src/core/run.ts'
import { githubHost } from '../../src/hosts/github.ts'
import { description } from '../../src/stages/package/description.ts'

await runStage(description, async () => (await import('../../src/stages/package/stage.ts')).packageStage, githubHost())
