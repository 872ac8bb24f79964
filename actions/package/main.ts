import { runStage } from '../../src/core/run.ts'
import { githubHost } from '../../src/hosts/github.ts'
import { packageStage } from '../../src/stages/package/stage.ts'

await runStage(packageStage, githubHost())
