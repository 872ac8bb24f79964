import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { packageRoot } from '../src/system/package-root.ts'
import { auditCallChains } from './audit-workflows/call-chains.ts'
import { forActionlint } from './audit-workflows/local-copy.ts'
import { auditByParser } from './audit-workflows/official-parser.ts'
import { auditFile } from './audit-workflows/single-files.ts'
import { auditSupplyChain } from './audit-workflows/supply-chain.ts'
import { readWorkflowSources, type WorkflowSource } from './audit-workflows/workflow-sources.ts'
import { findGoTool } from './go-tool.ts'

/*
 * Checks every workflow, action, starter and example in the docs with four tools: the platform's own parser, zizmor
 * (its path is the first argument), actionlint (if Go is available to install it) and our own rules.
 */
const root = packageRoot()
const sources = readWorkflowSources(root)
const workflows = sources.filter(({ kind }) => kind !== 'action')
const exists = (path: string) => existsSync(join(root, path))
const readOwn = (path: string) => (exists(path) ? readFileSync(join(root, path), 'utf8') : undefined)

const findings = [
  ...auditCallChains(new Map(workflows.map(({ path, text }) => [path, text]))),
  ...workflows.flatMap(({ path, text, kind }) =>
    auditFile({ path, text, copied: kind !== 'callable or ours' }, exists),
  ),
  ...sources.flatMap(({ path, text }) => auditSupplyChain(path, text)),
  ...(await Promise.all(sources.map(({ path, text }) => auditByParser(path, text, readOwn)))).flat(),
]
for (const { rule, place, text } of findings) console.log(`${place}: ${text} (${rule})`)

const copy = mkdtempSync(join(tmpdir(), 'liftlock-audit-'))
let refused = findings.length > 0
try {
  refused = audited('zizmor (its path is the argument)', process.argv[2], zizmorArguments()) || refused
  refused = audited('actionlint (Go builds it)', findGoTool('actionlint'), actionlintArguments()) || refused
} finally {
  rmSync(copy, { recursive: true, force: true })
}
console.log(`${workflows.length} workflows and ${sources.length - workflows.length} actions read`)
process.exitCode = refused ? 1 : 0

/** @returns whether the tool found something */
function audited(name: string, command: string | undefined, args: readonly string[]): boolean {
  if (command === undefined) {
    console.log(`left out, because it is not there: ${name}`)
    return false
  }
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: root, encoding: 'utf8' })
  if (status === 0) return false
  console.log(`${name}:\n${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}`.trim())
  return true
}

function zizmorArguments(): string[] {
  const files = sources.map((source) => (source.kind === 'example' ? written('zizmor', source) : source.path))
  const configuration = join(root, '.github', 'zizmor.yml')
  return ['--offline', '--no-progress', '--quiet', '--persona', 'pedantic', '--config', configuration, ...files]
}

/** One tree in which all references are paths; the starters and examples lie beside the callable files. */
function actionlintArguments(): string[] {
  mkdirSync(join(copy, 'actionlint', '.git'), { recursive: true }) // actionlint takes a folder with .git as a project
  symlinkSync(join(root, 'dist'), join(copy, 'actionlint', 'dist'))
  for (const source of sources)
    if (source.kind === 'action') written('actionlint', { ...source, text: forActionlint(source.text) })
  return workflows.map((source) => {
    const path = source.path.startsWith('.github/')
      ? source.path
      : `.github/workflows/${source.path.replaceAll('/', '-')}`
    return written('actionlint', { ...source, path, text: forActionlint(source.text) })
  })
}

function written(tree: string, { path, text }: Pick<WorkflowSource, 'path' | 'text'>): string {
  const file = join(copy, tree, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  return file
}
