import { expect, test } from '@jest/globals'
import { continued } from './continued.ts'
import { paintFor } from './paint.ts'
import { renderFinding } from './render-finding.ts'

test('a name with a line end in it adds no line at the margin', () => {
  const text = 'there is no view x\n✓ all fine\nerror V-99: forged\n  as it is'
  const shown = renderFinding({ severity: 'error', rule: 'V-24', text, fix: text }, undefined, paintFor({}, false))
  expect(shown.split('\n').filter((line) => !line.startsWith('  '))).toEqual(['error V-24: there is no view x'])
  expect(continued(text)).toBe('there is no view x\n  ✓ all fine\n  error V-99: forged\n  as it is')
})
