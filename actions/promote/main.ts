import { runStage } from '../../src/core/run.ts'
import { githubHost } from '../../src/hosts/github.ts'
import { promote } from '../../src/stages/promote/stage.ts'

await runStage(promote, githubHost())
