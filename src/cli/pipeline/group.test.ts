import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { goodPipeline } from '../../../test/support/sample-pipelines.ts'
import { main } from '../start/main.ts'

const folder = mkdtempSync(join(tmpdir(), 'liftlock-pipeline-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function liftlock(...argv: readonly string[]) {
  const texts = { stdout: '', stderr: '' }
  const sink = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      texts[name] += text
    },
  })
  const line = { environment: {}, stdout: sink('stdout'), stderr: sink('stderr'), signal: new AbortController().signal }
  return { code: await main(['pipeline', ...argv], line), ...texts }
}

function template(properties: object): string {
  const file = join(folder, 'template.json')
  const Resources = { Shop: { Type: 'AWS::CodePipeline::Pipeline', Properties: properties } }
  writeFileSync(file, JSON.stringify({ Resources }, undefined, 2))
  return file
}

test('an admitted pipeline ends with 0, a refused one with 1, a wrong use with 2', async () => {
  expect((await liftlock('validate', template(goodPipeline()))).code).toBe(0)
  const refused = await liftlock('validate', template({ ...goodPipeline(), ExecutionMode: 'QUEUE' }))
  expect(refused.code).toBe(1)
  expect(refused.stderr).toMatch(/error P-02: Resources\.Shop\.Properties\.ExecutionMode: "QUEUE" is not one of/)
  expect(refused.stderr).toContain('did you mean QUEUED?')
  expect(refused.stderr).toContain('✗ pipeline validate: 1 error in')
  for (const argv of [
    ['validate'],
    ['validate', 'nothing.yaml'],
    ['validate', 'a', 'b'],
    ['validat'],
    ['validate', '--jsn'],
  ])
    expect([argv, (await liftlock(...argv)).code]).toEqual([argv, 2])
})

test('findings are part of the object on stdout', async () => {
  const file = template({ ...goodPipeline(), ExecutionMode: 'QUEUE' })
  const { stdout } = await liftlock('validate', file, '--json')
  expect(JSON.parse(stdout)).toMatchObject({
    stage: 'pipeline validate',
    outcome: 'rejected',
    error: { reason: 'pipeline-invalid' },
    findings: [{ severity: 'error', rule: 'P-02', place: { file }, fix: 'did you mean QUEUED?' }],
  })
})

test('the group and its command have a help', async () => {
  expect((await liftlock()).stdout).toMatch(/^liftlock pipeline: .*\n\nUsage {2}liftlock pipeline <command>/)
  const help = await liftlock('validate', '--help')
  expect(help.code).toBe(0)
  expect(help.stdout).toContain('Usage  liftlock pipeline validate <definition> [flags]')
})
