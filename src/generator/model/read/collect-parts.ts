import { basename, dirname, join } from 'node:path'
import type { FileEntry, Files } from '../../../core/ports/files.ts'
import { StageError } from '../../../core/stage-error.ts'
import type { TextFile } from '../model.ts'
import { parseXml } from '../xml/parse-xml.ts'
import { checkSiblings } from './check-siblings.ts'
import { compiledParts } from './compiled-parts.ts'
import { ElementReader } from './element-reader.ts'
import type { Findings } from './findings.ts'
import { type Part, partAt, rootNames } from './parts.ts'
import { readRoles } from './read-roles.ts'
import { modelLimits, readTexts } from './read-texts.ts'

/** All parts of a model, parsed but not understood. */
export interface CollectedParts {
  readonly parts: readonly Part[]
  readonly roles: readonly string[]
  readonly modules: readonly TextFile[]
  readonly templates: readonly TextFile[]
  readonly lock?: TextFile
  readonly fileCount: number
}

/** Reads the files of a model folder, or a compiled model with the modules and templates beside it. */
export async function collectParts(files: Files, path: string, findings: Findings): Promise<CollectedParts> {
  const kind = await files.kind(path)
  if (kind === undefined)
    throw new StageError('file-missing', `there is no model at ${path}`, { hint: 'name the folder with config.xml' })
  return kind === 'file' ? collectCompiled(files, path, findings) : collectFolder(files, path, findings)
}

async function collectFolder(files: Files, folder: string, findings: Findings): Promise<CollectedParts> {
  const entries = (await files.walk(folder)).filter(
    ({ path }) => path === 'meta.json' || isText(path) || partAt(path) !== undefined,
  )
  if (!entries.some(({ path }) => path === 'config.xml')) {
    throw new StageError('file-missing', `${folder} is no model: it has no config.xml`, {
      hint: 'name the folder with config.xml',
    })
  }
  const texts = await readTexts(files, folder, entries, findings)
  const parts: Part[] = []
  for (const [path, text] of texts) {
    const origin = partAt(path)
    const reader = origin === undefined ? undefined : parseOrReport(path, text, findings)
    if (origin === undefined || reader === undefined) continue
    warnOfRoot(reader, rootNames[origin.kind])
    parts.push({ ...origin, reader })
  }
  return { parts, roles: readRoles(texts.get('meta.json'), findings), ...others(texts), fileCount: entries.length }
}

async function collectCompiled(files: Files, path: string, findings: Findings): Promise<CollectedParts> {
  const [folder, name] = [dirname(path), basename(path)]
  const entries: FileEntry[] = [{ path: name, bytes: await sizeOf(files, path), executable: false }]
  for (const part of ['lib', 'templates']) {
    if ((await files.kind(join(folder, part))) !== 'folder') continue
    const found = await files.walk(join(folder, part))
    entries.push(
      ...found.map((entry) => ({ ...entry, path: `${part}/${entry.path}` })).filter((entry) => isText(entry.path)),
    )
  }
  const texts = await readTexts(files, folder, entries, findings)
  const text = texts.get(name)
  const reader = text === undefined ? undefined : parseOrReport(name, text, findings)
  const parts = reader === undefined ? [] : compiledParts(reader)
  return { parts, roles: [], ...others(texts), fileCount: entries.length }
}

/** Up to just above the limit. */
async function sizeOf(files: Files, path: string): Promise<number> {
  let bytes = 0
  for await (const chunk of files.stream(path, 0, modelLimits.fileMebibytes * 1024 * 1024 + 1)) bytes += chunk.length
  return bytes
}

function isText(path: string): boolean {
  return path === 'requirements.lock' || /^lib\/[^/]+\.py$/.test(path) || path.startsWith('templates/')
}

function others(texts: ReadonlyMap<string, string>): Pick<CollectedParts, 'modules' | 'templates' | 'lock'> {
  const all = [...texts].map(([path, text]) => ({ path, text }))
  const lock = all.find(({ path }) => path === 'requirements.lock')
  return {
    modules: all.filter(({ path }) => path.startsWith('lib/')),
    templates: all.filter(({ path }) => path.startsWith('templates/')),
    ...(lock === undefined ? {} : { lock }),
  }
}

function parseOrReport(file: string, text: string, findings: Findings): ElementReader | undefined {
  const result = parseXml(file, text)
  if (result.kind === 'error') {
    findings.add(result.finding)
    return undefined
  }
  for (const warning of result.warnings) findings.add(warning)
  checkSiblings(result.document, findings)
  return new ElementReader(result.document, result.document.root, findings)
}

function warnOfRoot({ element, place, findings }: ElementReader, expected: string): void {
  if (element.name !== expected)
    findings.warning('V-02', place, `the root element is <${element.name}>, expected <${expected}>`)
}
