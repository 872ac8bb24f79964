import { mkdir, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { BuildFailure } from './build-failure.ts'
import type { Buildspec } from './buildspec.ts'
import { outputVariableBytes } from './decisions.ts'
import { type ArtifactFiles, packFiles } from './pack-files.ts'
import { removeFolder } from './remove-folder.ts'
import { runPhases } from './run-phases.ts'
import { type BuildHost, type PreparedSession, prepareSession, type Session } from './session.ts'
import { unpack } from './unpack.ts'

/** An input artifact, the primary one first. */
export interface BuildSource {
  readonly name: string
  readonly archive: Uint8Array
}

export interface BuildOrder {
  readonly host: BuildHost
  /** A folder of its own, which is removed afterwards. */
  readonly folder: string
  readonly sources: readonly BuildSource[]
  /** Finds what to do, once the sources are in their place. */
  readonly buildspec: (sourceFolder: string) => Promise<Buildspec>
  /** The variables of the build, once its buildspec is known. */
  readonly environment: (buildspec: Buildspec) => Promise<Readonly<Record<string, string>>>
  /** The artifacts that are asked for, by their names. */
  readonly artifacts: (buildspec: Buildspec) => Readonly<Record<string, ArtifactFiles>>
  readonly log: (line: string) => void
  readonly signal: AbortSignal
}

export interface BuildResult {
  readonly variables: Readonly<Record<string, string>>
  readonly archives: Readonly<Record<string, Uint8Array>>
}

/** Runs a build from its sources to its artifacts. @throws BuildFailure */
export async function runBuild(order: BuildOrder): Promise<BuildResult> {
  const { folder, signal } = order
  await removeFolder(folder)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  try {
    const root = await realpath(folder)
    const [start, home, temporary] = ['src', 'home', 'tmp'].map((name) => join(root, 'work', name)) as [
      string,
      string,
      string,
    ]
    for (const each of [start, home, temporary]) await mkdir(each, { recursive: true })
    // What isolates the commands is prepared while their files are unpacked.
    const session = await prepareSession(order.host, { folder: root, start, onLine: order.log, signal }).catch(refuse)
    try {
      return await runIn(session, order, { root, start, home, temporary })
    } finally {
      await session.end()
    }
  } finally {
    await removeFolder(folder)
  }
}

function refuse(error: Error): never {
  throw new BuildFailure('PROVISIONING', 'CLIENT_ERROR', error.message)
}

interface BuildFolders {
  readonly root: string
  readonly start: string
  readonly home: string
  readonly temporary: string
}

async function runIn(prepared: PreparedSession, order: BuildOrder, at: BuildFolders): Promise<BuildResult> {
  const { start } = at
  const log = (line: string) => order.log(`[Container] ${time()} ${line}`)
  const folders: Record<string, string> = { CODEBUILD_SRC_DIR: start }
  for (const [number, { name, archive }] of order.sources.entries()) {
    const place = number === 0 ? start : join(at.root, 'work', 'inputs', `${number}`)
    await unpack(archive, name, place)
    if (number > 0) folders[`CODEBUILD_SRC_DIR_${name}`] = place
  }
  const buildspec = await order.buildspec(start)
  for (const part of buildspec.leftOut) log(`The local CodeBuild leaves out ${part} of the buildspec`)
  const environment = {
    ...(await order.environment(buildspec)),
    ...folders,
    CODEBUILD_BUILD_SUCCEEDING: '1',
    HOME: at.home,
    TMPDIR: at.temporary,
    PATH: order.host.programs.path,
    LANG: 'C.UTF-8',
  }
  const session = await prepared.begin(buildspec.shell, environment).catch(refuse)
  const open = Object.values(session.isolation).filter((why) => why !== null)
  if (open.length > 0) log(`These commands are not isolated from you: ${[...new Set(open)].join('; ')}`)
  await runPhases(session, buildspec, log)
  const variables = await session.exported(buildspec.exported)
  for (const name of buildspec.exported)
    if (!Object.hasOwn(variables, name)) log(`No command exported the variable ${name}`)
  checkSize(variables)
  const chosen: [string, ArtifactFiles][] = []
  for (const [name, files] of Object.entries(order.artifacts(buildspec)))
    chosen.push([name, await withVariables(session, files)])
  // Nothing may change the files any more.
  await prepared.end()
  const archives: Record<string, Uint8Array> = {}
  for (const [name, files] of chosen) archives[name] = await packFiles(name, start, files)
  return { variables, archives }
}

function checkSize(variables: Readonly<Record<string, string>>): void {
  const bytes = Buffer.byteLength(Object.entries(variables).flat().join(''))
  if (bytes > outputVariableBytes)
    throw new BuildFailure(
      'FINALIZING',
      'CLIENT_ERROR',
      `the output variables have ${bytes} bytes, more than ${outputVariableBytes}`,
    )
}

/** Paths of artifacts may name variables of the build, such as `$CODEBUILD_SRC_DIR/dist`. */
async function withVariables(session: Session, files: ArtifactFiles): Promise<ArtifactFiles> {
  const texts = [...files.files, ...(files.exclude ?? []), files.base ?? '']
  const names = texts.flatMap((text) => [...text.matchAll(variable)].map(([, one, other]) => one ?? other ?? ''))
  if (names.length === 0) return files
  const values = await session.exported([...new Set(names)])
  const put = (text: string) => text.replace(variable, (_, one, other) => values[one ?? other] ?? '')
  return {
    ...files,
    files: files.files.map(put),
    exclude: files.exclude?.map(put),
    base: files.base && put(files.base),
  }
}

const variable = /\$(?:\{(\w+)\}|(\w+))/g

/** As CodeBuild writes it: `2026/12/01 09:30:00.123456`. */
function time(): string {
  return new Date().toISOString().replaceAll('-', '/').replace('T', ' ').replace('Z', '000')
}
