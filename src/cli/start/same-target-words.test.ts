import { expect, test } from '@jest/globals'
import { command, next, spell } from '../../core/run/next-step.ts'
import { sameTargetWords } from './same-target-words.ts'

const flags = { account: '111111111111', comment: 'fine', environment: '' }
const spelled = (name: string, part: ReturnType<typeof command>, local = true) =>
  spell(next`${part}`, sameTargetWords(name, flags, local))

test.each([
  [
    'pipeline start',
    command('pipeline retry', { pipeline: 'shop' }),
    'liftlock pipeline retry shop --account 111111111111 --local',
  ],
  ['deploy', command('deploy', { release: 'abc', account: '2' }), 'liftlock deploy abc --account 2 --local'],
  ['deploy', command('promote', { release: 'abc' }), 'liftlock promote abc --local'],
  ['deploy', command('local up'), 'liftlock local up'],
  ['pipeline start', command('pipeline validate', { definition: 'a.yml' }), 'liftlock pipeline validate a.yml'],
] as const)('a command to paste works where %s did', (name, part, text) => {
  expect(spelled(name, part)).toBe(text)
})

test('on AWS there is no flag for the local AWS', () => {
  expect(spelled('pipeline start', command('pipeline list', {}), false)).toBe(
    'liftlock pipeline list --account 111111111111',
  )
})
