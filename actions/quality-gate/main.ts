import { runStage } from '../../src/core/run.ts'
import { githubHost } from '../../src/hosts/github.ts'
import { qualityGate } from '../../src/stages/quality-gate/stage.ts'

await runStage(qualityGate, githubHost())
