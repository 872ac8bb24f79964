import { nearest } from '../../../../core/text/nearest.ts'
import type { Findings } from '../reader/findings.ts'
import { collections, isModulePath, partAt, topFolders } from './parts.ts'

/** The path at which a file would be read, and where it differs. */
interface Guess {
  /** The path up to its first part that differs from the expected path. */
  readonly wrong: string
  readonly right: string
}

/** The expected form of file names, by folder of the model. */
const shapes: Readonly<Record<string, string>> = {
  domain:
    'domain/<SubDomain>/<Aggregate>/root.xml, or a file in entities/, events/, event-handlers/ or behavior-flows/ beside it',
  notifiers: 'notifiers/<Name>.xml',
  expressions: 'expressions/<name>.xml',
  patterns: 'patterns/<Name>.xml',
  scenarios: 'scenarios/<Name>.xml',
}

/**
 * Warns of files whose path is almost one that is read (V-02): a misspelt folder or extension, other letter case, or a
 * folder too deep. Files elsewhere are ignored (model format 1.2).
 * @param paths of the files that are not read; hidden ones are not among them
 */
export function warnOfUnread(paths: readonly string[], findings: Findings): void {
  for (const path of paths) {
    const guess = guessOf(path)
    if (guess !== undefined) {
      const folder = guess.wrong !== path
      const text = folder
        ? `the folder ${guess.wrong} is not read, and so ${path} is left out`
        : `the file ${path} is not read`
      findings.warnOnce(`unread ${guess.wrong}`, 'V-02', { file: path, line: 1 }, text, `did you mean ${guess.right}?`)
      continue
    }
    const [top = ''] = path.split('/')
    const expected = /\.xml$/i.test(path) ? shapes[top] : undefined
    if (expected !== undefined)
      findings.warning('V-02', { file: path, line: 1 }, `the file ${path} is not read`, `expected ${expected}`)
  }
}

/** The path that would be read, if correcting the folders and the extension one by one leads to it. */
function guessOf(path: string): Guess | undefined {
  const parts = path.split('/')
  const corrected = parts.map((part, index) => correctedPart(parts, part, index))
  const right = corrected.join('/')
  const differs = parts.findIndex((part, index) => part !== corrected[index])
  if (differs < 0 || !isRead(right)) return undefined
  const end = differs === parts.length - 1 ? '' : '/'
  return {
    wrong: `${parts.slice(0, differs + 1).join('/')}${end}`,
    right: `${corrected.slice(0, differs + 1).join('/')}${end}`,
  }
}

function correctedPart(parts: readonly string[], part: string, index: number): string {
  if (index === parts.length - 1) return correctedName(part, parts.length)
  if (index === 0) return nearest(part, topFolders) ?? part
  if (index === 3 && parts.length === 5) return nearest(part, collections) ?? part
  return part
}

function correctedName(name: string, depth: number): string {
  const ending = name.replace(/\.(?:XML|xml|Xml)$/, '.xml').replace(/\.(?:PY|Py)$/, '.py')
  if (depth === 4 && /^root\.xml$/i.test(ending)) return 'root.xml'
  if (depth === 1)
    return /^meta\.json$/i.test(name) ? 'meta.json' : /^requirements\.lock$/i.test(name) ? 'requirements.lock' : name
  return ending
}

function isRead(path: string): boolean {
  return (
    partAt(path) !== undefined ||
    isModulePath(path) ||
    path === 'meta.json' ||
    path === 'requirements.lock' ||
    path.startsWith('templates/')
  )
}
