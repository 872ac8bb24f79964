import { expect, test } from '@jest/globals'
import { markdownBlock } from '../../core/text/markdown-text.ts'
import { cutSummary } from './cut-summary.ts'

const line = 'a line of the summary é'
const text = (lines: number) => Array<string>(lines).fill(line).join('\n')

test('a summary that fits stays as it is, in the order of its parts', () => {
  const parts = [
    { markdown: 'first', rank: 2 },
    { markdown: 'second', rank: 0 },
  ]
  expect(cutSummary(parts, 1000)).toBe('first\n\nsecond')
})

test('what matters least is cut first, whole lines at a time, and the notice counts them', () => {
  const parts = [
    { markdown: '## verdict', rank: 0 },
    { markdown: text(100), rank: 2 },
    { markdown: `plan\n${text(20)}`, rank: 1 },
  ]
  const cut = cutSummary(parts, 2000)
  expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(2000)
  expect(cut).toMatch(/^## verdict/)
  expect(cut).toContain(`plan\n${text(20)}`)
  expect(cut.split('\n').filter((each) => each.includes('line') && each !== line)).toEqual([
    expect.stringContaining(`${100 - (cut.split(line).length - 1 - 20)} lines are missing`),
  ])
})

test('a folded part and a block of code are closed where they are cut', () => {
  const markdown = `<details><summary>all</summary>\n\n\`\`\`\`text\n\`\`\`\n${text(100)}\n\`\`\`\`\n\n</details>`
  const cut = cutSummary([{ markdown, rank: 1 }], 1500)
  expect(cut).toMatch(/é\n````\n\n<\/details>\n\n> This summary was cut/)
})

test('data in a block of code can neither close what is folded nor keep it open', () => {
  const folded = (data: string) => `<details><summary>x</summary>\n\n${markdownBlock(data.repeat(5000))}\n\n</details>`
  for (const data of ['</details></details>\n', '<details>\n', '```\n</details>\n````x\n']) {
    const text = cutSummary([{ markdown: folded(data), rank: 1 }], 20_000)
    const [, after = ''] = text.split(/\n`{3,}\n(?=\n?<\/details>)/)
    expect(after.split('</details>').length - 1).toBe(1)
    expect(text).toContain('This summary was cut')
  }
})
