import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { parseArguments } from '../../src/cli/start/arguments.ts'
import { inCommandWords } from '../../src/core/run/command-words.ts'
import { refuseUnknown } from '../../src/core/run/refuse-unknown.ts'
import { requireInputs } from '../../src/core/run/run.ts'
import { StageError } from '../../src/core/run/stage-error.ts'
import { describeAll } from '../../src/stages/stages.ts'
import { packageRoot } from '../../src/system/package-root.ts'

/* Who still writes a former name of an input is told the name of today. */

const stages = await describeAll()
const renamed = stages.flatMap((stage) =>
  Object.entries(stage.formerNames ?? {}).map(([former, today]) => [stage.name, former, today, stage] as const),
)

async function hintOf(run: () => unknown): Promise<string> {
  try {
    await run()
  } catch (error) {
    if (error instanceof StageError) return inCommandWords(error.hint ?? '')
    throw error
  }
  throw new Error('nothing was refused')
}

test.each(renamed)('a workflow that gives %s the former input %s reads %s', async (_, former, today, stage) => {
  const given = (name: string) => (name === former ? 'x' : undefined)
  const hint = await hintOf(async () => {
    await refuseUnknown(stage, [{ name: former, as: former }], describeAll)
    requireInputs(stage, { input: given })
  })
  expect(hint).toContain(` ${today} now`)
})

test.each(renamed)('a command line that gives %s the former flag --%s reads %s', async (_, former, today, stage) => {
  const hint = await hintOf(() => {
    const { values } = parseArguments(stage, [`--${former}`, 'x'])
    requireInputs(stage, { input: (name) => values[name] })
  })
  expect(hint).toMatch(new RegExp(` (?:--)?${today} now`))
})

test.each(renamed)('the changelog says of %s that %s is %s now', (name, former, today) => {
  const changelog = readFileSync(join(packageRoot(), 'CHANGELOG.md'), 'utf8')
  expect(changelog).toMatch(new RegExp(`^- \`${name}\`: the input \`${former}\` is \`${today}\` now`, 'm'))
})

test('a name of today is an input of its stage', () => {
  const wrong = renamed.filter(([, , today, stage]) => !stage.inputs.some(({ name }) => name === today))
  expect(wrong).toEqual([])
  expect(renamed.length).toBeGreaterThan(0)
})
