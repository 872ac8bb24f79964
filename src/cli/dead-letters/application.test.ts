import { expect, test } from '@jest/globals'
import { meantLetters, type NamedLetter } from './application.ts'

const letter = (id: string): NamedLetter => ({
  id,
  component: 'Parking.Garage.Open',
  sortKey: `2026-01-01T00:00:00Z#${id}`,
  failedAt: '2026-01-01T00:00:00Z',
  function: 'desk',
  correlationId: 't',
  eventId: id,
  eventType: 'Open',
  message: 'KeyError',
  traceback: '',
  event: {},
})
const letters = [letter('3f2a'), letter('3f2b'), letter('77aa')]

test('a letter is meant by the beginning of its id', () => {
  expect(meantLetters(letters, ['77', '3f2b']).map(({ id }) => id)).toEqual(['77aa', '3f2b'])
})

test.each([
  ['3f2', '2 dead letters begin with 3f2', 'write more of it'],
  ['00', 'there is no dead letter 00', 'it may have been processed; list those that are left'],
])('the id %s is refused with the next step', (id, message, hint) => {
  expect(() => meantLetters(letters, [id])).toThrow(expect.objectContaining({ reason: 'input-invalid', message, hint }))
})
