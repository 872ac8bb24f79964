import { runStage } from '../../src/core/run/run.ts'
import { githubHost } from '../../src/hosts/github/github.ts'
import { description } from '../../src/stages/validate/description.ts'

await runStage(description, async () => (await import('../../src/stages/validate/stage.ts')).validate, githubHost())
