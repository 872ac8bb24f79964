import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from '../src/system/folders.ts'

const modules = {
  act: 'github.com/nektos/act@v0.2.89',
  actionlint: 'github.com/rhysd/actionlint/cmd/actionlint@v1.7.12',
} as const

/** A tool written in Go that our checks and tests use. */
export type GoTool = keyof typeof modules

/**
 * Path of a tool in the user's cache, where `go install` builds it if Go is installed; undefined otherwise. Go verifies
 * the download with its checksum database.
 * @param environment with `PATH`, `LIFTLOCK_CACHE` and `GOPROXY`
 */
export function findGoTool(tool: GoTool, environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const module = modules[tool]
  const folder = join(cacheFolder(environment), 'go-tools', module.slice(module.lastIndexOf('/') + 1))
  const path = join(folder, tool)
  if (existsSync(path)) return path
  const building = `${folder}.${process.pid}`
  mkdirSync(building, { recursive: true })
  try {
    const env = { ...environment, GOBIN: building }
    const { status } = spawnSync('go', ['install', module], { env, stdio: ['ignore', 'ignore', 'inherit'] })
    if (status !== 0) return undefined
    try {
      renameSync(building, folder)
    } catch (error) {
      if (!existsSync(path)) throw error // otherwise another process has built it
    }
    return path
  } finally {
    rmSync(building, { recursive: true, force: true })
  }
}
