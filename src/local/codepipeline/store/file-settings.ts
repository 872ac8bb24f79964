import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseRecordValue, unreadable } from '../../../core/documents/stored-record.ts'
import { command, next } from '../../../core/run/next-step.ts'
import type { ControlledState, StateFile } from '../service/controls.ts'
import { replaceFile } from './replace-file.ts'

/** Keeps the state in a file of the folder. @throws StageError `local-unavailable` from `read` for a damaged file */
export function fileSettings(folder: string): StateFile {
  const path = join(folder, 'settings.json')
  return {
    read: () => (existsSync(path) ? parse(path) : { ahead: 0, readsLag: false }),
    write: (state) => replaceFile(path, JSON.stringify(state)),
  }
}

function parse(name: string): ControlledState {
  const hint = next`run ${command('local reset')}, which forgets all pipelines`
  const record = { name, reason: 'local-unavailable', hint } as const
  const { ahead, readsLag } = (parseRecordValue(readFileSync(name), record) ?? {}) as Partial<ControlledState>
  if (typeof ahead === 'number' && typeof readsLag === 'boolean') return { ahead, readsLag }
  throw unreadable(record, 'is damaged: ahead or readsLag is missing')
}
