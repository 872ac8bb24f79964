import { runStage } from '../src/core/run/run.ts'
import { githubHost } from '../src/hosts/github/github.ts'
import { describeAll, stages } from '../src/stages/stages.ts'
import { chosenStage } from './chosen-stage.ts'

const host = githubHost({ alsoTaken: ['stage', 'github-token'], stages })
const { describe, load } = chosenStage(host)
await runStage(await describe(), load, host, describeAll)
