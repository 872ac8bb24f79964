import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from '@jest/globals'
import { pagesOf } from '../../scripts/prose/pages.ts'
import { longSentences } from '../../scripts/prose/sentences.ts'
import { packageRoot } from '../../src/system/package-root.ts'

const root = packageRoot()
const pages = pagesOf(root)
const actionPages = readdirSync(join(root, 'actions'))
  .map((action) => `actions/${action}/README.md`)
  .filter((page) => existsSync(join(root, page)))
const read = (path: string) => readFileSync(join(root, path), 'utf8')

/** The addresses of a page's links, without code and without those that lead to another host. */
function linksOf(page: string): readonly string[] {
  const text = read(page)
    .replace(/```[\s\S]*?```/g, '')
    .replace(/`[^`]*`/g, '')
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!).filter((link) => !/^[a-z]+:/.test(link))
}

/** What GitHub calls the headings of a page in addresses. */
function anchorsOf(page: string): readonly string[] {
  return [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

/** Whether a link of a page leads to a file of the repository and, with an anchor, to a heading of it. */
function leadsSomewhere(page: string, link: string): boolean {
  const [path, anchor] = link.split('#')
  const target = path === '' ? page : join(dirname(page), path!)
  if (!existsSync(join(root, target))) return false
  return anchor === undefined || !target.endsWith('.md') || anchorsOf(target).includes(anchor)
}

test.each([...pages, ...actionPages])('every link of %s leads to a file and a heading that are there', (page) => {
  expect(linksOf(page).filter((link) => !leadsSomewhere(page, link))).toEqual([])
})

test('the index of the documentation names every page once', () => {
  const below = pages.filter((page) => page.startsWith('docs/') && page !== 'docs/README.md')
  const named = linksOf('docs/README.md').filter((link) => !link.startsWith('..'))
  expect([...named].sort()).toEqual(below.map((page) => relative('docs', page)).sort())
})

test('the glossary is in alphabetical order', () => {
  const terms = [...read('docs/glossary.md').matchAll(/^\| ([^|]+) \|/gm)]
    .map(([, term]) => term!.toLowerCase())
    .slice(1)
  expect(terms.length).toBeGreaterThan(50)
  expect(terms).toEqual([...terms].sort((one, other) => one.localeCompare(other, 'en')))
})

test('no sentence of a page has more than 30 words', () => {
  const long = pages.flatMap((page) =>
    longSentences(read(page)).map(({ line, text, words }) => `${page}:${line} (${words} words) ${text}`),
  )
  expect(long).toEqual([])
})

test('words of a sentence are counted with code as one word, and cells, items and paragraphs apart', () => {
  const words = (count: number) => Array.from({ length: count }, () => 'word').join(' ')
  expect(longSentences(`# Title\n\n${words(30)}. A ${words(29)}.`)).toEqual([])
  expect(longSentences(`Text\n${words(30)}.`).map(({ line, words }) => [line, words])).toEqual([[1, 31]])
  expect(longSentences(`- ${words(20)}\n- ${words(20)}\n\n| ${words(20)} | ${words(20)} |`)).toEqual([])
  expect(longSentences(`${words(29)} \`a b c d\``)).toEqual([])
  expect(longSentences(`\`\`\`\n${words(40)}\n\`\`\``)).toEqual([])
})
