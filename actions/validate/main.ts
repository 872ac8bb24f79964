import { runStage } from '../../src/core/run.ts'
import { githubHost } from '../../src/hosts/github.ts'
import { validate } from '../../src/stages/validate/stage.ts'

await runStage(validate, githubHost())
