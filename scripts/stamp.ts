import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../src/system/package-root.ts'
import { readWorkflowSources } from './audit-workflows/workflow-sources.ts'
import { stampedText } from './stamped-text.ts'

/*
 * Writes the last release's commit into the starters: `npx tsx scripts/stamp.ts v1.2.3`. A commit cannot contain its
 * own hash, so the result is committed after the release. With --check it writes nothing, and fails if a starter names
 * another commit.
 */
const [version, ...flags] = process.argv.slice(2)
const root = packageRoot()

if (version === undefined || !/^v\d+\.\d+\.\d+$/.test(version)) {
  console.error('usage: tsx scripts/stamp.ts <tag of the release, such as v1.2.3> [--check]')
  process.exit(2)
}
const found = spawnSync('git', ['rev-parse', '--verify', '--quiet', `refs/tags/${version}^{commit}`], {
  cwd: root,
  encoding: 'utf8',
})
if (found.status !== 0) {
  const why = found.error?.message ?? (found.stderr.trim() || 'git fetch --tags brings those of the remote')
  console.error(`there is no tag ${version} in this repository: ${why}`)
  process.exit(1)
}
const commit = found.stdout.trim()
const differing = readWorkflowSources(root)
  .filter(({ kind }) => kind === 'starter')
  .filter(({ path, text }) => {
    const stamped = stampedText(text, commit, version)
    if (stamped !== text && !flags.includes('--check')) writeFileSync(join(root, path), stamped)
    return stamped !== text
  })
  .map(({ path }) => path)
console.log(differing.length === 0 ? `every starter names ${version}` : `${version}: ${differing.join(', ')}`)
process.exitCode = flags.includes('--check') && differing.length > 0 ? 1 : 0
