import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { pageTopics } from '../../core/text/topics.ts'
import { packageRoot } from '../../system/package-root.ts'
import { main } from '../start/main.ts'
import { readExplanations } from './explanations.ts'

async function explain(...argv: readonly string[]) {
  const texts = { stdout: '', stderr: '' }
  const sink = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      texts[name] += text
    },
  })
  const line = { environment: {}, stdout: sink('stdout'), stderr: sink('stderr'), signal: new AbortController().signal }
  return { code: await main(['explain', ...argv], line), ...texts }
}

const page = readFileSync(join(packageRoot(), 'docs', 'errors.md'), 'utf8')

test('every heading of the page is explained, in 80 columns but for tables', () => {
  const headings = [...page.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)
  const explained = readExplanations(page)
  expect(explained.map(({ topic }) => topic)).toEqual(expect.arrayContaining(headings))
  for (const { text, summary } of explained) {
    expect(summary).not.toBe('')
    for (const line of text.split('\n')) if (!line.startsWith('|')) expect(line.length).toBeLessThanOrEqual(80)
  }
})

test('a reason is explained in words, and as JSON', async () => {
  const { code, stdout } = await explain('stack-failed')
  expect(code).toBe(0)
  expect(stdout).toMatch(/^stack-failed\n\n\S/)
  expect(stdout).not.toMatch(/\]\(/)
  expect(JSON.parse((await explain('stack-failed', '--json')).stdout)).toEqual({
    topic: 'stack-failed',
    text: stdout.slice('stack-failed\n\n'.length).trimEnd(),
  })
})

test('without a reason all are listed, and a misspelt one is guessed', async () => {
  expect((await explain()).stdout).toMatch(/^ *lease-held {2,}\S/m)
  const wrong = await explain('stack-faild')
  expect(wrong.code).toBe(2)
  expect(wrong.stderr).toContain('Next: did you mean stack-failed?')
})

test('each rule of models and of pipelines, and each page that messages name, is explained', async () => {
  for (const name of ['V-04', 'P-04']) {
    const rule = await explain(name)
    expect([rule.code, rule.stdout.split('\n')[0]]).toEqual([0, name])
  }
  for (const topic of [...Object.keys(pageTopics), 'limits-on-documents']) {
    const { code, stdout } = await explain(topic)
    expect([topic, code, stdout.length > 500]).toEqual([topic, 0, true])
    expect(stdout).not.toMatch(/\]\(|<!--/)
  }
  for (const name of ['V-99', 'P-99']) expect((await explain(name)).code).toBe(2)
})
