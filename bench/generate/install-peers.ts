import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { cacheFolder } from '../../src/system/folders.ts'

/** The generators to compare with, at exact versions, so that figures can be reproduced. */
export const peerVersions = {
  'aws-cdk-lib': '2.276.0',
  constructs: '10.8.1',
  'openapi-typescript': '7.13.0',
  typescript: '5.9.3',
} as const

/** Installs the peers into the cache, once for these versions and without running their scripts. @returns the folder */
export async function installPeers(): Promise<string> {
  const manifest = JSON.stringify({ private: true, type: 'module', dependencies: peerVersions })
  const digest = createHash('sha256').update(manifest).digest('hex').slice(0, 16)
  const folder = join(cacheFolder(process.env), `bench-generate-${digest}`)
  if (existsSync(join(folder, 'complete'))) return folder
  console.error(`first run: installing the peers into ${folder}`)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), manifest)
  await promisify(execFile)('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder })
  await writeFile(join(folder, 'complete'), '')
  return folder
}
