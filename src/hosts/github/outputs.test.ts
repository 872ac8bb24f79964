import { expect, test } from '@jest/globals'
import { parseOutputs } from '../../../test/support/step-outputs.ts'
import { renderOutputs } from './outputs.ts'

const done = (outputs: Record<string, unknown>) =>
  renderOutputs({ kind: 'done', stage: 'deploy', outcome: 'succeeded', outputs }, '/tmp/liftlock', (text) => text)

test("a stack's outputs have their own names, and never take those of the stage", () => {
  const { text, notices } = done({ stackId: 'arn', outputs: { ApiUrl: 'https://a', Outcome: 'stolen', 'a=b': 'x' } })
  const outputs = parseOutputs(text)
  expect(outputs).toMatchObject({ 'stack-id': 'arn', ApiUrl: 'https://a', outcome: 'succeeded' })
  expect(Object.keys(outputs)).not.toContain('Outcome')
  expect(Object.keys(outputs)).not.toContain('a=b')
  expect(notices).toHaveLength(2)
})

test('all outputs of a stack lie in one file, whose path is an output', () => {
  const { text, files } = done({ outputs: { ApiUrl: 'https://a' } })
  expect(parseOutputs(text)['outputs-file']).toBe('/tmp/liftlock/deploy-outputs.json')
  expect(JSON.parse(files.get('deploy-outputs.json')!)).toEqual({ ApiUrl: 'https://a' })
})

test('many results are too large together: the largest become files, until a step leaves room for others', () => {
  const outputs = Object.fromEntries(
    Array.from({ length: 20 }, (_, number) => [`Output${number}`, 'x'.repeat(50_000 + number)]),
  )
  const { text, files } = done({ outputs })
  expect(text.length).toBeLessThan(400_000 + 20 * 100)
  expect([...files.keys()].filter((name) => name.endsWith('.txt')).length).toBeGreaterThan(12)
  expect(parseOutputs(text).Output19).toBe('/tmp/liftlock/deploy-Output19.txt')
  expect(parseOutputs(text).outcome).toBe('succeeded')
})

test('a result that is too large for an output is the path of a file', () => {
  const { text, files, notices } = done({ changesMarkdown: 'x'.repeat(200_000) })
  expect(parseOutputs(text)['changes-markdown']).toBe('/tmp/liftlock/deploy-changes-markdown.txt')
  expect(files.get('deploy-changes-markdown.txt')).toHaveLength(200_000)
  expect(notices[0]).toContain('changes-markdown')
})
