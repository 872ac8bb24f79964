import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { packageRoot } from '../../src/system/package-root.ts'

const folders = ['src/core', 'src/generator', 'runtime/python/draftsman']
const files = folders.flatMap((folder) =>
  readdirSync(join(packageRoot(), folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|py)$/.test(file) && !file.endsWith('.test.ts'))
    .map((file) => `${folder}/${file}`),
)

/** Parentheses that hold nothing but numbers of sections and codes of decisions. */
const bare = /(?<=[\w.`] )\((?:\d{1,2}\.\d|D-\d\d)(?:, (?:\d{1,2}\.\d|D-\d\d))*\)/g
/** A comment that is nothing but a number or a code. */
const alone =
  /^[ \t]*(?:\/\*\*|\/\/|#|""")\s*(?:[Ss]ection )?(?:\d{1,2}\.(?:\d|(?= ))|D-\d\d)(?:[.:,]| (?=\*)|(?<=\.)(?= ))/gm

function without(text: string): readonly string[] {
  return [...text.matchAll(bare), ...text.matchAll(alone)].map(([found]) => found)
}

test('a comment says what a number of a section or a code of a decision belongs to', () => {
  const found = files.flatMap((file) =>
    without(readFileSync(join(packageRoot(), file), 'utf8')).map((text) => `${file}: ${text}`),
  )
  expect(files.length).toBeGreaterThan(200)
  expect(found).toEqual([])
})

test('bare numbers are found, and numbers behind a phrase are not', () => {
  expect(without('/** A role by name (6.1). */ // Uploads (D-12, 4.2)')).toEqual(['(6.1)', '(D-12, 4.2)'])
  expect(without('/** D-19: text */\n// 16.1, and more\n/** 11. */\n/** 9.3 */')).toHaveLength(4)
  expect(without('/** A role by name (model format 6.1, decision D-12). */ const pauses = (0.2, 0.8)')).toEqual([])
})
