import { randomUUID } from 'node:crypto'
import { appendFileSync } from 'node:fs'
import { answerOperation } from '../../src/local/codepipeline/operations/operations.ts'
import { machineClock } from '../../src/local/codepipeline/service/clock.ts'
import { createEngine } from '../../src/local/codepipeline/service/engine.ts'
import { fileLedger } from '../../src/local/codepipeline/store/file-ledger.ts'
import { aDeclaration } from './codepipeline-service.ts'

/*
 * An executor in a process of its own, for tests that kill it: it creates a pipeline unless it is there, and notes each
 * action that it begins. An action whose name is given hangs; every other one succeeds at once.
 */
const [folder, notes, hanging] = process.argv.slice(2) as [string, string, string]
const caller = { account: '111111111111', region: 'eu-west-1', arn: 'arn:aws:iam::111111111111:root' }
const engine = createEngine({
  ledger: fileLedger(folder),
  clock: machineClock(),
  newId: randomUUID,
  newKey: () => randomUUID().slice(0, 7),
  perform: async ({ work }) => {
    appendFileSync(notes, `${work.name} ${work.id}\n`)
    if (work.name !== hanging) return { status: 'Succeeded' }
    return await new Promise(() => setInterval(() => undefined, 60_000))
  },
  log: (line) => console.error(line),
})
engine.resume()
const [source, , deploy] = aDeclaration().stages
const call = (operation: string, input: object) => answerOperation(engine, caller, operation, input)
if (engine.scope(caller.account, caller.region).pipelines.size === 0)
  call('CreatePipeline', { pipeline: { ...aDeclaration(), stages: [source, deploy] } })
