import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../src/system/package-root.ts'

/** The example, copied for a test that changes it. */
export interface CopiedModel {
  readonly folder: string
  /** Replaces the first `from` of a file. @throws Error when the file has none */
  edit(path: string, from: string, to: string): void
}

/** Copies ParkingDesk to a folder. */
export function copyParking(folder: string): CopiedModel {
  cpSync(join(packageRoot(), 'examples', 'parking'), folder, { recursive: true })
  return {
    folder,
    edit(path, from, to) {
      const text = readFileSync(join(folder, path), 'utf8')
      if (!text.includes(from)) throw new Error(`${path} has no ${from}`)
      writeFileSync(join(folder, path), text.replace(from, to))
    },
  }
}
