import { appendFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { commandLine } from '../test/support/command-line.ts'
import { rehearse } from '../test/support/rehearsal.ts'
import { renderedRights } from '../test/support/rendered-rights.ts'
import { proveByPeople } from './rights/people.ts'
import { proveByPipeline } from './rights/pipeline.ts'
import { type Row, rowOf } from './rights/rows.ts'

/**
 * Withholds every right of every role that `pipeline render` writes, and delivers for the first time: gives back each
 * right where the delivery stopped for it. Writes what failed without which right to `test/support/proven-rights.json`,
 * from which `npm run sync` makes the table in `docs/rights.md`. It takes about a quarter of an hour, and needs
 * `TEST_LIFTLOCK_PYTHON` and a built `dist/`.
 *
 * `tsx bench/rights.ts [file]`
 */
const [target = join('test', 'support', 'proven-rights.json')] = process.argv.slice(2)
const line = commandLine()
const rows: Row[] = []
const tell = (row: Row) => {
  rows.push(row)
  writeFileSync(target, `${JSON.stringify(rows, undefined, 2)}\n`)
  console.log(`${row.at}: ${row.role} ${row.sid} ${row.action}`)
}
try {
  const rehearsal = await rehearse(line)
  await rehearsal.prepareAccounts()
  const { bundle, release } = await rehearsal.bring()
  const deployed = await rehearsal.deployPipeline()
  if (deployed.code !== 0) throw new Error(deployed.stderr)
  const rights = renderedRights(join(line.folder, 'pipeline'))
  await proveByPipeline(rehearsal, rights, { bundle, release }, (proven) => tell(rowOf(proven)))
  changeFunctions(join(line.folder, 'out', 'app'))
  await proveByPeople(rehearsal, rights, await rehearsal.bring(), (proven) => tell(rowOf(proven)))
} finally {
  await line.close()
}

/** Changes the code of all functions, so that there is something to approve. */
function changeFunctions(application: string): void {
  for (const file of readdirSync(application, { recursive: true, encoding: 'utf8' }))
    if (file.endsWith('.py')) appendFileSync(join(application, file), '\n# changed\n')
}
