import { expect, test } from '@jest/globals'
import { moduleName } from './module-name.ts'
import { pythonIdentifier } from './python-identifier.ts'

test('names of a model stay as they are', () => {
  expect(['GarageOpened', 'garageOf', 'x1'].map(pythonIdentifier)).toEqual(['GarageOpened', 'garageOf', 'x1'])
})

test.each(['', '1a', 'a-b', 'a b', 'a\nimport os', "a'", 'é', 'class', 'None', '__import__', 'a.b'])(
  'the name %j does not get into Python',
  (name) => {
    expect(() => pythonIdentifier(name)).toThrow(expect.objectContaining({ reason: 'model-invalid' }))
  },
)

test('a module is never called like a word of Python', () => {
  expect(['GarageVisit', 'Import', 'Class', 'Open'].map(moduleName)).toEqual([
    'garage_visit',
    'import_',
    'class_',
    'open',
  ])
})
