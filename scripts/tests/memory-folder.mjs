import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { freemem } from 'node:os'
import { join } from 'node:path'

/** The type of a file system in memory (statfs(2), TMPFS_MAGIC). */
const inMemory = 0x01021994
const gibibyte = 1024 ** 3

/**
 * Makes a folder in memory, for a run that makes and removes very many files: on a disk, that takes a third of the
 * tests' time.
 * @returns undefined where the system has none, where it is small, or where no program may start from it
 */
export function makeMemoryFolder() {
  const parent = '/dev/shm'
  let folder
  try {
    const { type, bavail, bsize } = statfsSync(parent)
    if (type !== inMemory || bavail * bsize < 4 * gibibyte || freemem() < 8 * gibibyte) return undefined
    removeAbandoned(parent)
    // Short, because paths of sockets below it may have 107 bytes.
    folder = mkdtempSync(join(parent, `ll-${process.pid}-`))
    const program = join(folder, 'program')
    writeFileSync(program, '#!/bin/sh\n', { mode: 0o755 })
    if (spawnSync(program).status === 0) {
      rmSync(program)
      return folder
    }
  } catch {
    // There is no such file system here, or it may not be written to.
  }
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
  return undefined
}

/** Removes what runs left in memory that were killed. */
function removeAbandoned(parent) {
  for (const name of readdirSync(parent)) {
    const [, owner] = /^ll-(\d+)-\w{6}$/.exec(name) ?? []
    if (owner !== undefined && !existsSync(`/proc/${owner}`))
      rmSync(join(parent, name), { recursive: true, force: true })
  }
}
