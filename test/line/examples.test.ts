import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { packageRoot } from '../../src/system/package-root.ts'
import { type CommandLine, commandLine } from '../support/command-line.ts'

/* Every other model below examples/ goes through the whole line, with permissions enforced, on one local AWS. */
const minutes = 60_000
let line: CommandLine
beforeAll(() => {
  line = commandLine()
})
afterAll(() => line.close(), minutes)

test.each([
  {
    example: 'hello',
    unitTests: 1,
    gate: { scenarios: 1, events: '1/1', views: '1/1', queries: '1/1' },
  },
  {
    example: 'library',
    unitTests: 10,
    gate: { scenarios: 4, events: '9/9', views: '2/2', queries: '3/3' },
  },
])(
  'examples/$example becomes production',
  async ({ example, unitTests, gate }) => {
    cpSync(join(packageRoot(), 'examples', example), join(line.folder, example), { recursive: true })
    const validated = await line.run(['validate', example, '--json'])
    expect(JSON.parse(validated.stdout)).toMatchObject({ outcome: 'succeeded', outputs: { errors: 0, warnings: 0 } })

    const ended = await line.run(['ship', example, '--local', '--iam', '--json'])
    expect(ended.stderr).not.toContain('✗')
    expect(ended.code).toBe(0)
    const { stages } = JSON.parse(ended.stdout).outputs
    const outputsOf = (name: string) => stages.find(({ step }: { step: string }) => step === name).outputs
    expect(outputsOf('generate')).toMatchObject({ unitTests })
    expect(outputsOf('quality gate')).toMatchObject(gate)
    expect(outputsOf('production')).toMatchObject({ outputs: { apiEndpoint: expect.any(String) } })
  },
  3 * minutes,
)
