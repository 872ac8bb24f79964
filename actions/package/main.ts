import { runStage } from '../../src/core/run/run.ts'
import { githubHost } from '../../src/hosts/github/github.ts'
import { description } from '../../src/stages/package/description.ts'

await runStage(description, async () => (await import('../../src/stages/package/stage.ts')).packageStage, githubHost())
