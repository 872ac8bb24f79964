import { expect, test } from '@jest/globals'
import { parseRequirements } from '../../../src/delivery/packaging/requirements.ts'
import { isSameTemplate } from '../../../src/delivery/template/same-template.ts'
import { kebabCase } from '../../../src/generator/names.ts'
import { indentedPython } from '../../../src/generator/python/indented-python.ts'

const many = 200_000

/** Each took minutes, because a pattern looked for the end of a line from every blank of it. */
test.each([
  ['the body of a function', () => indentedPython(`a = 1${' '.repeat(many)}# b`)],
  ['two templates', () => isSameTemplate(`a:${' '.repeat(many)}b`, `a:${' '.repeat(many)}c`)],
  ['a name', () => kebabCase('A'.repeat(many))],
  ['a requirement', () => expect(() => parseRequirements(`a==1${' '.repeat(many)}x`, 'r.txt')).toThrow('not pinned')],
])('%s of many equal characters is read in a moment', (_, read) => {
  const start = performance.now()
  read()
  expect(performance.now() - start).toBeLessThan(5_000)
})
