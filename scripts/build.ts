import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { build as bundle } from 'rolldown'
import { packageRoot } from '../src/system/package-root.ts'
import { collectLicences } from './licences.ts'

const root = packageRoot()

/**
 * Code that entries need before they know their inputs, in one chunk for each kind of host: loading a file costs a part
 * of a millisecond, which is most of the start-up time. Other modules that these folders import are loaded at the start
 * too.
 */
const startGroups = [
  { name: 'command', test: /src\/(cli\/start|hosts\/terminal)\/[^/]+\.ts$/ },
  {
    name: 'start',
    test: /(src\/(core\/(run|text|secrets)|hosts\/(shared|github)|stages)\/[^/]+|actions\/run-action)\.ts$/,
  },
  // What every stage needs once it has its inputs. These files import nothing else, so no chunk waits for itself.
  {
    name: 'machine',
    test: /src\/(core\/(bounded|file-names|object-limits|sha256|pacing\/[^/]+|network\/origin)|system\/(child-environment|collect-output|folders|network|node-[a-z]+|package-root|proxy-route|unstartable|walk-folder))\.ts$/,
  },
]

/**
 * Replacements for packages, so that a bundle contains only what is used:
 * - AWS clients as ES modules instead of Node's single CommonJS file, which has 52 commands for KMS where we use two;
 * - only the summary of `@actions/core`: its OpenID Connect tokens, which we do not use, need 420 KB of HTTP client;
 * - no HTTP client (500 KB) and no list of routes (150 KB) for `@actions/github`, which sends over our own HTTP;
 * - Node's own streams for `archiver` instead of the copy for browsers, like that copy does with
 *   `READABLE_STREAM=disable`.
 */
async function aliases(): Promise<Record<string, string>> {
  const { dependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  const clients = Object.keys(dependencies).filter((name) => name.startsWith('@aws-sdk/client-'))
  const packages = join(root, 'node_modules')
  const standIn = join(root, 'scripts', 'stand-ins', 'http-client.ts')
  return {
    ...Object.fromEntries(clients.map((name) => [name, join(packages, name, 'dist-es', 'index.js')])),
    '@actions/core': join(packages, '@actions', 'core', 'lib', 'summary.js'),
    '@actions/http-client': standIn,
    undici: standIn,
    '@octokit/plugin-rest-endpoint-methods': standIn,
    'readable-stream$': 'node:stream',
  }
}

/**
 * Bundles the command line and every action into one folder with shared chunks: the same bytes from the same
 * sources and lock file.
 * @param target folder that is replaced by the bundle
 * @param check compares with the folder instead of replacing it
 */
async function build(target: string, check: boolean): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'liftlock-dist-'))
  try {
    const { output } = await bundle({
      cwd: root,
      input: await entries(),
      platform: 'node',
      transform: { target: 'node20' },
      external: [/^node:/],
      resolve: { alias: await aliases() },
      treeshake: true,
      preserveEntrySignatures: 'allow-extension',
      output: {
        dir: folder,
        format: 'esm',
        minify: { mangle: { keepNames: true }, compress: true, codegen: true },
        comments: false,
        entryFileNames: '[name].js',
        chunkFileNames: 'chunks/[name]-[hash].js',
        codeSplitting: { includeDependenciesRecursively: false, groups: startGroups },
      },
      logLevel: 'warn',
    })
    const modules = output.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []))
    await writeFile(join(folder, 'LICENSES.txt'), await collectLicences(root, modules))
    if (check) await compare(folder, target)
    else {
      await rm(target, { recursive: true, force: true })
      await cp(folder, target, { recursive: true })
    }
    await sayWeight(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function entries(): Promise<Record<string, string>> {
  const actions = await readdir(join(root, 'actions'), { recursive: true })
  const mains = actions
    .filter((path) => /^[^/\\]+[/\\]main\.ts$/.test(path))
    .sort()
    .map((path) => [dirname(path), `./actions/${dirname(path)}/main.ts`] as const)
  const others = {
    liftlock: './src/cli/liftlock.ts',
    action: './actions/main.ts',
    setup: './actions/setup/prepare.ts',
    lambda: './actions/lambda.ts',
  }
  return { ...others, ...Object.fromEntries(mains) }
}

async function compare(built: string, committed: string): Promise<void> {
  const [ours, theirs] = await Promise.all([contents(built), contents(committed)])
  const differing = [...new Set([...ours.keys(), ...theirs.keys()])].filter(
    (path) => ours.get(path) !== theirs.get(path),
  )
  if (differing.length === 0) return
  console.error(
    `dist/ is not what the sources give: ${differing.sort().join(', ')}\nRun npm run build and commit the result.`,
  )
  process.exitCode = 1
}

async function contents(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return new Map(
    await Promise.all(files.map(async (file) => [relative(folder, file), await readFile(file, 'latin1')] as const)),
  )
}

async function sayWeight(folder: string): Promise<void> {
  const files = await contents(folder)
  const bytes = [...files.values()].reduce((sum, text) => sum + text.length, 0)
  console.log(`dist/ has ${files.size} files, ${(bytes / 1e6).toFixed(2)} MB`)
}

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false }, out: { type: 'string' } } })
await build(values.out ?? join(root, 'dist'), values.check)
