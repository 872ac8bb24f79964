import type { Files } from '../../../../core/ports/files.ts'
import { defined } from '../../../../core/run/defined.ts'
import type { FolderPlaces } from '../../types/folder-places.ts'
import type { TextFile } from '../../types/model.ts'
import { NodeCount } from '../../xml/node-count.ts'
import { parseXml } from '../../xml/parse-xml.ts'
import { readTexts } from '../code/read-texts.ts'
import { readRoles } from '../domain/read-roles.ts'
import { checkSiblings } from '../reader/check-siblings.ts'
import { ElementReader } from '../reader/element-reader.ts'
import type { Findings } from '../reader/findings.ts'
import { compiledParts } from './compiled-parts.ts'
import { folderPlaces, placesOfViews } from './folder-places.ts'
import { listModelFiles, lockFile, rootStackFile } from './model-files.ts'
import { type Part, partAt, rootNames } from './parts.ts'
import { portabilityProblem } from './portable-path.ts'
import { warnOfUnread } from './unread-files.ts'

/** All parts of a model, parsed but not interpreted. */
export interface CollectedParts {
  readonly parts: readonly Part[]
  readonly roles: readonly string[]
  readonly modules: readonly TextFile[]
  readonly templates: readonly TextFile[]
  readonly lock?: TextFile
  readonly rootStack?: TextFile
  readonly fileCount: number
  readonly folderPlaces?: FolderPlaces
}

/** Reads the files of a model folder, or a compiled model with the modules and templates beside it. */
export async function collectParts(files: Files, path: string, findings: Findings): Promise<CollectedParts> {
  const { folder, entries, compiled, unread = [] } = await listModelFiles(files, path)
  warnOfUnread(unread, findings)
  const texts = await readTexts(files, folder, entries, findings)
  refuseConflicts(texts, findings)
  const read = compiled === undefined ? folderPartsOf(texts, findings) : compiledPartsOf(compiled, texts, findings)
  const roles = compiled === undefined ? readRoles(texts.get('meta.json'), findings) : []
  return { ...read, roles, ...others(texts, findings), fileCount: entries.length }
}

/** Conflict markers of git (V-01). Other errors that they cause are follow-up errors. */
function refuseConflicts(texts: Map<string, string>, findings: Findings): void {
  for (const [path, text] of texts) {
    const start = /^<{7} .*$/m.exec(text)
    if (start === null || !/^={7}$/m.test(text) || !/^>{7} /m.test(text)) continue
    const line = text.slice(0, start.index).split('\n').length
    const place = { file: path, line, column: 1, length: start[0].length }
    findings.error('V-01', place, 'the file has a merge conflict', 'keep one of the two versions, and remove the marks')
    texts.delete(path)
  }
}

type ReadParts = Pick<CollectedParts, 'parts' | 'folderPlaces'>

function folderPartsOf(texts: ReadonlyMap<string, string>, findings: Findings): ReadParts {
  const parts = partsOf(texts, findings)
  return { parts, ...defined({ folderPlaces: placesOfViews(parts) }) }
}

function partsOf(texts: ReadonlyMap<string, string>, findings: Findings): readonly Part[] {
  const parts: Part[] = []
  const nodes = new NodeCount()
  for (const [path, text] of texts) {
    if (nodes.exhausted) break
    const origin = partAt(path)
    const reader = origin === undefined ? undefined : parseOrReport(path, text, findings, nodes)
    if (origin === undefined || reader === undefined) continue
    warnOfRoot(reader, rootNames[origin.kind])
    parts.push({ ...origin, reader })
  }
  return parts
}

function compiledPartsOf(name: string, texts: ReadonlyMap<string, string>, findings: Findings): ReadParts {
  const text = texts.get(name)
  const reader = text === undefined ? undefined : parseOrReport(name, text, findings, new NodeCount())
  if (reader === undefined) return { parts: [] }
  if (reader.element.name !== rootNames.config && !reader.has('project-name')) {
    const found = `the root element is <${reader.element.name}>; that of a whole model is <${rootNames.config}>`
    findings.error('V-01', reader.place, found, 'name the folder with config.xml, or a model in one compiled file')
    return { parts: [] }
  }
  const parts = compiledParts(reader)
  return { parts, folderPlaces: folderPlaces(parts, reader.document) }
}

function others(
  texts: ReadonlyMap<string, string>,
  findings: Findings,
): Pick<CollectedParts, 'modules' | 'templates' | 'lock' | 'rootStack'> {
  const all = [...texts].map(([path, text]) => ({ path, text }))
  checkPaths(
    all.map(({ path }) => path).filter((path) => /^(?:lib|templates)\//.test(path)),
    findings,
  )
  const lock = all.find(({ path }) => path === lockFile)
  const rootStack = all.find(({ path }) => path === rootStackFile)
  return {
    modules: all.filter(({ path }) => path.startsWith('lib/')),
    templates: all.filter(({ path }) => path.startsWith('templates/')),
    ...defined({ lock, rootStack }),
  }
}

/** These files keep their paths, which must be distinct on every file system (V-01, V-05). */
function checkPaths(paths: readonly string[], findings: Findings): void {
  const folded = new Map<string, string>()
  for (const path of paths) {
    const place = { file: path, line: 1 }
    const problem = portabilityProblem(path)
    if (problem !== undefined) findings.error('V-01', place, problem, 'give the file another name')
    const fold = path.normalize('NFC').toLowerCase()
    const other = folded.get(fold)
    if (other !== undefined)
      findings.error('V-05', place, `${path} and ${other} are one file where letter case does not count`)
    folded.set(fold, path)
  }
}

function parseOrReport(file: string, text: string, findings: Findings, nodes: NodeCount): ElementReader | undefined {
  const result = parseXml(file, text, nodes)
  if (result.kind === 'error') {
    findings.add(result.finding)
    return undefined
  }
  for (const warning of result.warnings) findings.add(warning)
  findings.countMore('warning', result.moreWarnings)
  checkSiblings(result.document, findings)
  return new ElementReader(result.document, result.document.root, findings)
}

function warnOfRoot({ element, place, findings }: ElementReader, expected: string): void {
  if (element.name !== expected)
    findings.warning('V-02', place, `the root element is <${element.name}>, expected <${expected}>`)
}
