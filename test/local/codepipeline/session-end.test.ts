import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { expect, test } from '@jest/globals'
import { packageRoot } from '../../../src/system/package-root.ts'
import { testPython } from '../../support/ministack.ts'

test('everything that a command started ends with the process that started it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'session-end-'))
  const program = join(packageRoot(), 'runtime/ministack/confined_command.py')
  const command = ['sh', '-c', 'sleep 1000 & setsid sleep 1000 & echo started; sleep 1000']
  const child = spawn(await testPython(), ['-I', '-B', program, '--folder', folder, '--', ...command], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
    env: { PATH: '/usr/bin:/bin', HOME: folder, TMPDIR: folder },
  })
  const [, output, , lifeline] = child.stdio as unknown as readonly [null, Readable, null, Writable]
  lifeline.write(`${JSON.stringify({ PATH: '/usr/bin:/bin' })}\n`)
  const [said] = await once(output, 'data')
  expect(String(said)).toBe('started\n')
  // As the system does it when the process ends, also by kill -9. Each of the processes holds the output open.
  lifeline.destroy()
  await once(child, 'close')
  expect(child.signalCode).toBe('SIGKILL')
  rmSync(folder, { recursive: true })
})
