/**
 * Lists the sentences above 30 words in the pages that are named, else in README.md and all of docs/: `npx tsx
 * scripts/long-sentences.ts`.
 */
import { readFileSync } from 'node:fs'
import { pagesOf } from './prose/pages.ts'
import { longSentences } from './prose/sentences.ts'

const named = process.argv.slice(2)
let total = 0
for (const page of named.length > 0 ? named : pagesOf('.')) {
  const long = longSentences(readFileSync(page, 'utf8'))
  total += long.length
  for (const { line, text, words } of long) console.log(`${page}:${line} (${words}) ${text}`)
}
console.log(`${total} sentences above 30 words`)
