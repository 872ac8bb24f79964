import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { renderCommandHelp } from '../../src/cli/start/help.ts'
import { bareInputs } from '../../src/core/run/command-words.ts'
import type { Stage } from '../../src/core/run/stage.ts'
import { loadPipelineCommand } from '../../src/stages/pipeline/commands.ts'
import { describeAll } from '../../src/stages/stages.ts'
import { packageRoot } from '../../src/system/package-root.ts'

const commands: Pick<Stage, 'name' | 'positional'>[] = []
for (const load of Object.values(loadPipelineCommand)) commands.push(await load())
const stages = (await describeAll()).map((stage) => [stage.name, stage] as const)

test('some description names an input', () => {
  expect(JSON.stringify(stages)).toContain('{recover}')
})

test('commands to paste give the same inputs without their flags as the stages take', () => {
  const { ship: _, explain: __, ...ofStages } = bareInputs
  const all = [...stages.map(([, stage]) => stage), ...commands]
  const positional = all.flatMap(({ name, positional }) => (positional ? [[name, positional]] : []))
  expect(ofStages).toEqual(Object.fromEntries(positional))
})

test.each(stages)('the help of %s says each default once', (_, stage) => {
  for (const input of stage.inputs) {
    const help = renderCommandHelp({ ...stage, inputs: [input], outputs: [] })
    expect([input.name, help.match(/Default:/g) ?? []]).toEqual([
      input.name,
      help.includes('Default:') ? ['Default:'] : [],
    ])
  }
})

test.each(stages)('%s names inputs that it has, each reader in their own way', (name, stage) => {
  const named = stage.inputs.flatMap(({ description }) =>
    [...description.matchAll(/\{([a-z-]+)\}/g)].map(([, each]) => each),
  )
  expect(stage.inputs.map((field) => field.name)).toEqual(expect.arrayContaining(named))
  expect(renderCommandHelp(stage)).not.toMatch(/the input [a-z]+-[a-z]|\{[a-z-]+\}/)
  const action = readFileSync(join(packageRoot(), 'actions', name, 'action.yml'), 'utf8')
  expect(action).not.toMatch(/(?:^|\s)--[a-z]|\{[a-z-]+\}/m)
})
