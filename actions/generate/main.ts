import { runStage } from '../../src/core/run.ts'
import { githubHost } from '../../src/hosts/github.ts'
import { generate } from '../../src/stages/generate/stage.ts'

await runStage(generate, githubHost())
