import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from '@jest/globals'
import { childEnd } from './child-end.ts'

test.each([
  ['process.exit(3)', 'its process ended by exit code 3'],
  ['process.kill(process.pid, "SIGKILL")', 'its process ended by SIGKILL'],
])('a child that runs %s is heard before and after its end', async (program, how) => {
  const child = spawn(process.execPath, ['-e', program], { stdio: 'ignore' })
  const heardInTime = childEnd(child)
  await once(child, 'exit')

  expect(await heardInTime).toBe(how)
  expect(await childEnd(child)).toBe(how)
})

test('a child that does not start says why', async () => {
  const child = spawn('/nowhere/program', { stdio: 'ignore' })

  expect(await childEnd(child)).toBe('its process did not start: spawn /nowhere/program ENOENT')
})
