import { dirname, join } from 'node:path'
import { crc32 } from 'node:zlib'
import { sizedLimits } from '../../../core/documents/document-limits.ts'
import { readJson } from '../../../core/documents/read-json.ts'
import { configurationFile } from '../../../core/file-names.ts'
import type { Files } from '../../../core/ports/files.ts'
import type { Context } from '../../../core/run/context.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { sha256 } from '../../../core/sha256.ts'
import { pageTopics } from '../../../core/text/topics.ts'
import type { Deflater } from '../../../delivery/archive/deflate.ts'
import { type ArchiveFile, writeArchive } from '../../../delivery/archive/write-archive.ts'
import { stored } from '../../../delivery/archive/zip-format.ts'
import { bytesSource } from '../../../delivery/byte-source.ts'

/** What the actions of a pipeline work with: this toolkit, and the configuration beside it. */
export interface ToolkitArchive {
  readonly body: Uint8Array
  /** Digest of the body, hex; equal contents give equal digests on every machine. */
  readonly sha256: string
  /** How many files it has. */
  readonly count: number
  readonly configuration: ConfigurationDigests
}

/** Digests of `liftlock.yml` and of the `samconfig.toml` beside it, hex, by the names that they have in the archive. */
export type ConfigurationDigests = Readonly<Record<string, string>>

/** The folder of the toolkit in the archive. */
const folder = 'liftlock'

/** What the command line and the handler of Lambda need, as files or folders of the toolkit. The local AWS does not run inside a pipeline. */
const parts = [
  'LICENSE',
  'dist/LICENSES.txt',
  'dist/chunks',
  'dist/lambda.js',
  'dist/liftlock.js',
  'docs/errors.md',
  'docs/rules.md',
  ...Object.values(pageTopics),
  'runtime/check',
  'runtime/isolation',
  'runtime/python/draftsman',
  'runtime/requirements.txt',
  'templates',
]

/** What lies in these folders for those who develop the toolkit. */
const development = /(^|\/)(__pycache__|node_modules|tests?|\.[^/]*|tsconfig\.json)(\/|$)|\.(pyc|test\.ts)$/

/** Other tools may compress in another way, so contents are stored as they are: the archive depends on them alone. */
const storing: Deflater = {
  expect() {},
  pack: async (content) => ({ method: stored, crc: crc32(content), bytes: content.length, packed: content }),
  close: async () => {},
}

/**
 * Packs the toolkit that runs, and `liftlock.yml` with the `samconfig.toml` beside it.
 * @param place `liftlock.yml`, or the folder that it lies in
 * @param built folder of the built command line; by default, `dist` of the toolkit
 * @throws StageError `file-missing` when the toolkit was never built
 */
export async function toolkitArchive(
  { files, folders }: Pick<Context, 'files' | 'folders'>,
  place: string,
  built = join(folders.toolkit, 'dist'),
): Promise<ToolkitArchive> {
  const { toolkit } = folders
  const placeOf = (part: string) => (part.startsWith('dist/') ? join(built, part.slice(5)) : join(toolkit, part))
  const configuration = await configurationContents(files, place)
  const contents = [
    ...configuration,
    { path: `${folder}/package.json`, bytes: await ownManifest(files, toolkit) },
    ...(await policies(files, toolkit)),
    ...(await Promise.all(parts.map((part) => partContents(files, placeOf(part), part)))).flat(),
  ]
  const members = contents.map(
    ({ path, bytes }): ArchiveFile => ({ path, executable: false, source: bytesSource(bytes) }),
  )
  const chunks: Uint8Array[] = []
  for await (const chunk of writeArchive('the toolkit', members, storing)) chunks.push(chunk)
  const body = Buffer.concat(chunks)
  return { body, sha256: sha256(body), count: members.length, configuration: digestsOf(configuration) }
}

/** What `toolkitArchive` would pack as the configuration now. @param place `liftlock.yml`, or its folder */
export async function configurationDigests(files: Files, place: string): Promise<ConfigurationDigests> {
  return digestsOf(await configurationContents(files, place))
}

function digestsOf(contents: readonly Content[]): ConfigurationDigests {
  return Object.fromEntries(contents.map(({ path, bytes }) => [path, sha256(bytes)]))
}

interface Content {
  readonly path: string
  readonly bytes: Uint8Array
}

async function configurationContents(files: Files, place: string): Promise<readonly Content[]> {
  const path = (await files.kind(place)) === 'file' ? place : join(place, configurationFile)
  const beside = join(dirname(path), 'samconfig.toml')
  return [
    { path: configurationFile, bytes: await files.readBytes(path) },
    ...((await files.kind(beside)) === 'file'
      ? [{ path: 'samconfig.toml', bytes: await files.readBytes(beside) }]
      : []),
  ]
}

/** The part of `package.json` by which the program finds its folder, and Node takes its files for modules. */
async function ownManifest(files: Files, toolkit: string): Promise<Uint8Array> {
  const text = await files.readText(join(toolkit, 'package.json'))
  const { name, version, license, type } = readJson(text, sizedLimits(65_536, 8)) as Readonly<Record<string, string>>
  return new TextEncoder().encode(`${JSON.stringify({ name, version, license, type }, undefined, 2)}\n`)
}

/** The rights of the stages, from which a pipeline is rendered. */
async function policies(files: Files, toolkit: string): Promise<readonly Content[]> {
  const found = await files.walk(join(toolkit, 'actions'))
  const names = found.filter(({ path }) => /^[\w-]+\/policy[\w-]*\.json$/.test(path)).map(({ path }) => path)
  return Promise.all(names.map((path) => content(files, join(toolkit, 'actions', path), `actions/${path}`)))
}

async function partContents(files: Files, from: string, part: string): Promise<readonly Content[]> {
  const kind = await files.kind(from)
  if (kind === 'file') return [await content(files, from, part)]
  if (kind === undefined)
    throw new StageError('file-missing', `this toolkit has no ${part}, which the actions of a pipeline need`, {
      hint: 'install Liftlock again; in a checkout of its sources, npm run build makes dist',
    })
  const found = (await files.walk(from)).filter(({ path }) => !development.test(path))
  return Promise.all(found.map(({ path }) => content(files, join(from, path), `${part}/${path}`)))
}

async function content(files: Files, from: string, path: string): Promise<Content> {
  return { path: `${folder}/${path}`, bytes: await files.readBytes(from) }
}
