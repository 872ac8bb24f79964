import { runStage } from '../../src/core/run/run.ts'
import { githubHost } from '../../src/hosts/github/github.ts'
import { description } from '../../src/stages/generate/description.ts'

await runStage(description, async () => (await import('../../src/stages/generate/stage.ts')).generate, githubHost())
