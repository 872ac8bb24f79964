import { runStage } from '../../src/core/run.ts'
import { githubHost } from '../../src/hosts/github.ts'
import { deploy } from '../../src/stages/deploy/stage.ts'

await runStage(deploy, githubHost())
