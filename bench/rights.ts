import { appendFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../src/system/package-root.ts'
import { commandLine } from '../test/support/command-line.ts'
import type { ProvenRight } from '../test/support/prove-rights.ts'
import { rehearse } from '../test/support/rehearsal.ts'
import { nameOf, type Right, renderedRights } from '../test/support/rendered-rights.ts'
import { provenRows } from '../test/support/rights-table.ts'
import { proveByPeople } from './rights/people.ts'
import { proveByPipeline } from './rights/pipeline.ts'

/**
 * Withholds every right of every role that `pipeline render` writes, and delivers for the first time: gives back each
 * right where the delivery stopped for it. Adds what failed without which right to `test/support/proven-rights.json`,
 * from which `tsx bench/rights/write-page.ts` makes the table in `docs/rights.md`. It needs `TEST_LIFTLOCK_PYTHON` and a
 * built `dist/`, and takes about 3 s for each right on a quiet machine. Words choose roles by a part of their names.
 *
 * `tsx bench/rights.ts [word...]`, such as `tsx bench/rights.ts in-production`
 */
const target = join(packageRoot(), 'test', 'support', 'proven-rights.json')
const words = process.argv.slice(2)
const line = commandLine()
const known = new Map(provenRows().map((row) => [nameOf({ account: '', ...row }), row]))
const tell = ({ right, at }: ProvenRight) => {
  const { role, sid, action } = right
  known.set(nameOf(right), { role, sid, action, at })
  writeFileSync(
    target,
    `${JSON.stringify([...known.values()], undefined, 2)}
`,
  )
  console.log(`${at}: ${nameOf(right)}`)
}
try {
  const rehearsal = await rehearse(line)
  await rehearsal.prepareAccounts()
  const { bundle, release } = await rehearsal.bring()
  const deployed = await rehearsal.deployPipeline()
  if (deployed.code !== 0) throw new Error(deployed.stderr)
  const isChosen = ({ role }: Right) => words.length === 0 || words.some((word) => role.includes(word))
  const rights = renderedRights(join(line.folder, 'pipeline')).filter(isChosen)
  await proveByPipeline(rehearsal, rights, { bundle, release }, tell)
  changeFunctions(join(line.folder, 'out', 'app'))
  await proveByPeople(rehearsal, rights, await rehearsal.bring(), tell)
} finally {
  await line.close()
}

/** Changes the code of all functions, so that there is something to approve. */
function changeFunctions(application: string): void {
  for (const file of readdirSync(application, { recursive: true, encoding: 'utf8' }))
    if (file.endsWith('.py')) appendFileSync(join(application, file), '\n# changed\n')
}
