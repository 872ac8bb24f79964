import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { packageRoot } from '../../src/system/package-root.ts'

const root = packageRoot()

/** Files below the folders whose name ends so, with what stands in them. */
function textsIn(folders: readonly string[], endings: RegExp): readonly (readonly [path: string, text: string])[] {
  return folders
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && endings.test(entry.name) && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [relative(root, path), readFileSync(path, 'utf8')] as const)
}

test('git is started in one place, which knows what a repository may say', () => {
  const started = /\b(spawn|exec|execFile|fork|run)(Sync)?\(\s*['"`]git['"`\s]|\b(subprocess|os)\.\w+\(.*\bgit\b/
  const places = textsIn(['src', 'actions', 'runtime', 'templates'], /\.(ts|mjs|py)$/).filter(([, text]) =>
    started.test(text),
  )
  expect(places.map(([path]) => path)).toEqual(['src/system/git/run-git.ts'])
})

test('no workflow, starter or action starts git by itself', () => {
  const texts = textsIn(['.github/workflows', 'workflows', 'actions'], /\.ya?ml$/)
  const scripts = texts.flatMap(([path, text]) => scriptsIn(parse(text)).map((script) => ({ path, script })))
  expect(scripts.length).toBeGreaterThan(10)
  expect(scripts.filter(({ script }) => /\bgit\b/.test(script))).toEqual([])
})

/** What stands behind `run`, at any depth. */
function scriptsIn(value: unknown): readonly string[] {
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, each]) =>
    key === 'run' && typeof each === 'string' ? [each] : scriptsIn(each),
  )
}
