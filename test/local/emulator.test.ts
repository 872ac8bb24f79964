import { existsSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { findProcess } from '../../src/local/daemon/process-group.ts'
import { startMinistack } from '../support/ministack.ts'

test.each([{ launcher: true }, { launcher: false }])(
  'a MiniStack with %o answers, and leaves nothing',
  async (options) => {
    const ministack = await startMinistack(options)

    const answer = await fetch(`${ministack.endpoint}/_ministack/health`)
    await ministack.stop()

    expect(answer.status).toBe(200)
    expect(existsSync(ministack.folder)).toBe(false)
    expect(await findProcess(ministack.pid)).toBeUndefined()
  },
)
