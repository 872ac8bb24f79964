import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { expandPattern } from '../../src/generator/expressions/expand-pattern.ts'
import { parseRoleTemplate } from '../../src/generator/expressions/role-template.ts'
import { parseSeconds } from '../../src/generator/expressions/seconds.ts'
import { generate, refuseTooLarge } from '../../src/generator/generate.ts'
import { limits } from '../../src/generator/limits.ts'
import { PythonSources } from '../../src/generator/model/python/python-sources.ts'
import { readTexts } from '../../src/generator/model/read/code/read-texts.ts'
import { portabilityProblem } from '../../src/generator/model/read/parts/portable-path.ts'
import { Findings } from '../../src/generator/model/read/reader/findings.ts'
import { parseJson } from '../../src/generator/model/read/reader/values.ts'
import { NodeCount } from '../../src/generator/model/xml/node-count.ts'
import { parseXml } from '../../src/generator/model/xml/parse-xml.ts'
import { walkFolder } from '../../src/system/walk-folder.ts'
import { toolkitResources } from '../support/generated-api.ts'
import { modelOf } from '../support/hand-made-model.ts'
import { filesInMemory } from '../support/parking-model.ts'

/* Each limit of a model: what has just its size is read, and one more is refused with the place, the number and the limit. */

const xmlError = (text: string, nodes?: NodeCount) => {
  const result = parseXml('a.xml', text, nodes)
  return result.kind === 'error' ? result.finding.text : undefined
}

test('as many elements and attributes are read as the limit allows, over several files', () => {
  const three = new NodeCount(3)
  expect(xmlError('<a b="c"/>', three)).toBeUndefined()
  expect(xmlError('<a/>', three)).toBeUndefined()
  expect(xmlError('<a/>', three)).toBe('a model has at most 1,000,000 elements and attributes, and this is one more')
  expect(xmlError('<a b="c" d="e"/>', new NodeCount(2))).toMatch(/one more/)
})

test('a value and a text of the limit are read', () => {
  const text = 'x'.repeat(limits.value)
  expect(xmlError(`<a b="${text}">${text}</a>`)).toBeUndefined()
  expect(xmlError(`<a b="${text}x"/>`)).toBe('the value of b has 262,145 characters; at most 262,144 are read')
  expect(xmlError(`<a>${text}<b/>x</a>`)).toBe('the text of <a> has 262,145 characters; at most 262,144 are read')
})

test('references that are not decoded are told a hundred times, and counted behind that', () => {
  const result = parseXml('a.xml', `<a>${'&#10;'.repeat(50_000)}</a>`)
  if (result.kind === 'error') throw new Error(result.finding.text)
  expect([result.warnings.length, result.moreWarnings]).toEqual([100, 49_900])
  const findings = new Findings()
  for (const warning of result.warnings) findings.add(warning)
  findings.countMore('warning', result.moreWarnings)
  expect([findings.sorted().shown.length, findings.sorted().warnings]).toEqual([100, 50_000])
})

test('another encoding is refused where it would mean other characters', () => {
  expect(xmlError('<?xml version="1.0" encoding="latin1"?><a>e</a>')).toBeUndefined()
  expect(xmlError('<?xml version="1.0" encoding="utf-8"?><a>é</a>')).toBeUndefined()
  expect(xmlError('<?xml version="1.0" encoding="latin1"?><a>é</a>')).toBe(
    'the file declares the encoding latin1, and a model is UTF-8',
  )
})

const sized = (sizes: readonly number[]) => {
  const findings = new Findings()
  const entries = sizes.map((bytes, index) => ({ path: `templates/${index}`, bytes, executable: false }))
  const files = filesInMemory(new Map(entries.map(({ path }) => [path, Buffer.from('x')])))
  return readTexts(files, 'model', entries, findings).then(() => findings.sorted().shown.map(({ text }) => text))
}
const mebibyte = 1024 * 1024

test('files of the limits are read, one byte or one file more is refused', async () => {
  expect(await sized([16 * mebibyte, 16 * mebibyte, 16 * mebibyte, 16 * mebibyte])).toEqual([])
  expect(await sized([16 * mebibyte + 1])).toEqual(['the file has 17 MiB; a file of a model has at most 16 MiB'])
  expect(await sized([...Array(4).fill(16 * mebibyte), 1])).toEqual(['the model has 65 MiB; at most 64 MiB are read'])
  expect(await sized(Array(limits.files + 1).fill(1))).toEqual(['the model has 50,001 files; at most 50,000 are read'])
}, 30_000)

const python = (...lengths: readonly number[]) => {
  const sources = new PythonSources()
  const findings = new Findings()
  for (const [line, length] of lengths.entries())
    sources.add('module', { text: '#'.repeat(length), place: { file: 'lib/A.py', line: line + 1, column: 1 } })
  return sources.fit(findings) ? 'fits' : findings.sorted().shown[0]!.text
}

test('Python of the limits is looked at, one character more is not', () => {
  expect(python(...Array(8).fill(limits.value))).toBe('fits')
  expect(python(limits.value + 1)).toBe('262,145 characters stand here; at most 262,144 are read')
  expect(python(...Array(8).fill(limits.value), 1)).toBe('the model has more than 2,097,152 characters of Python')
})

test('50 parentheses are read in a time and in a role, 51 are not', () => {
  const nested = (count: number, inner: string) => `${'('.repeat(count)}${inner}${')'.repeat(count)}`
  const role = (count: number) => () =>
    parseRoleTemplate({ parameters: ['a'], body: { text: `\${${nested(count, 'a')}}` } })
  expect(parseSeconds(nested(limits.parentheses, '1'))).toBe(1)
  expect(() => parseSeconds(nested(limits.parentheses + 1, '1'))).toThrow('nested deeper than 50 levels')
  expect(role(limits.parentheses)).not.toThrow()
  expect(role(limits.parentheses + 1)).toThrow('nested deeper than 50 levels')
})

test('a pattern of the limits is expanded, one character or one reference more is not', () => {
  const half = (name: string) => (name === 'Half' ? 'x'.repeat(limits.pattern / 2) : '^')
  expect(expandPattern('{{Half}}{{Half}}', half).length).toBe(limits.pattern)
  expect(() => expandPattern('{{Half}}{{Half}}x', half)).toThrow('expands to more than 10000 characters')
  const references = (count: number) => '{{E}}'.repeat(count)
  expect(expandPattern(references(limits.patternReferences), half)).toBe('')
  expect(() => expandPattern(references(limits.patternReferences + 1), half)).toThrow('more than 1000 others')
})

test('JSON of the limit is read, one level more is not', () => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
  expect(Array.isArray(parseJson(nested(limits.jsonDepth)))).toBe(true)
  expect(() => parseJson(nested(limits.jsonDepth + 1))).toThrow('it is nested deeper than 100 levels')
  expect(parseJson(`["${'['.repeat(200)}"]`)).toEqual(['['.repeat(200)])
})

const folder = mkdtempSync(join(tmpdir(), 'liftlock-links-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('folders of links that double what is met at each step are given up after a counted number', async () => {
  for (let level = 0; level < 12; level += 1) {
    mkdirSync(join(folder, `level${level}`))
    if (level > 0)
      for (const name of ['a', 'b']) symlinkSync(join('..', `level${level - 1}`), join(folder, `level${level}`, name))
  }
  writeFileSync(join(folder, 'level0', 'file'), '')
  await expect(walkFolder(folder, undefined, 1000)).rejects.toMatchObject({
    reason: 'path-escapes',
    message: expect.stringContaining('lead to more than 1000 files and folders'),
  })
})

test('a name that one file system cannot have is known', () => {
  for (const path of [
    'templates/con',
    'templates/Aux.md',
    'nul/x',
    'a/lpt1.txt',
    'a./b',
    'a /b',
    'a:b',
    'a\\b',
    'a\u202eb',
  ])
    expect([path, portabilityProblem(path) !== undefined]).toEqual([path, true])
  for (const path of ['templates/contact.md', 'a/.b', 'console', 'comet', 'é/名前.md'])
    expect([path, portabilityProblem(path)]).toEqual([path, undefined])
})

test('an application of more files or characters than the limits is refused before anything is written', async () => {
  const resources = await toolkitResources()
  const generated = (templates: readonly { path: string; text: string }[]) => () =>
    generate(modelOf({ templates }), resources)
  const half = 'x'.repeat(limits.output / 2)
  const large = ['a', 'b'].map((name) => ({ path: `templates/${name}.md`, text: half }))
  expect(generated(large.slice(1))).not.toThrow()
  expect(generated(large)).toThrow(/has 13\d,\d{3},\d{3} characters; at most 134,217,728 are written/)
  const many = Array.from({ length: limits.outputFiles + 1 }, (_, at) => [`templates/${at}.md`, ''] as const)
  expect(() => refuseTooLarge(many.slice(1))).not.toThrow()
  expect(() => refuseTooLarge(many)).toThrow('has 100,001 files; at most 100,000 are written')
})
