#!/usr/bin/env node
// Only this file may run on an older Node, which cannot read all that the others contain. So they load after the check.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major > 20 || (major === 20 && minor >= 20)) await import('./run-process.ts')
else {
  process.stderr.write(
    `✗ liftlock needs Node 20.20 or newer, and this is Node ${process.versions.node}\n  Next: install a newer Node, for example from https://nodejs.org\n`,
  )
  process.exitCode = 2
}
