import type { DocumentFault } from '../../core/documents/document-fault.ts'
import { defined } from '../../core/run/defined.ts'
import type { FilePosition, Finding } from '../../core/run/report.ts'
import { DuplicateKey } from '../documents/resolve-yaml.ts'
import { yamlFix } from '../documents/yaml-fault.ts'
import type { ParsedDocument } from './document-findings.ts'

/** The faults that the YAML parser finds in a text, including unknown tags. */
export function syntaxFindings(parsed: ParsedDocument): Finding[] {
  const { errors, warnings } = parsed.document
  const tags = warnings.filter(({ code }) => code === 'TAG_RESOLVE_FAILED')
  return [
    ...errors.map((error): Finding => {
      const { message: text, pos } = error
      return { severity: 'error', text, place: placeOf(parsed, pos), fix: yamlFix(error) }
    }),
    ...tags.map(({ pos }): Finding => {
      const place = placeOf(parsed, pos)
      return { severity: 'error', text: 'this file must not have tags', place, fix: 'leave the tag out' }
    }),
  ]
}

/** Aliases, and keys that a JavaScript object cannot have as plain data. */
export async function unwantedFindings(parsed: ParsedDocument): Promise<Finding[]> {
  const { visit } = await import('yaml')
  const aliases: Finding[] = []
  const keys: Finding[] = []
  visit(parsed.document, {
    Alias(_, { source: name, range }) {
      const place = placeOf(parsed, [range?.[0] ?? 0, (range?.[0] ?? 0) + name.length + 1])
      const text = `*${name} is an alias, which this file must not have: write the value out`
      aliases.push({ severity: 'error', text, place })
    },
    Scalar(position, { value, range }) {
      if (position !== 'key' || value !== '__proto__') return
      const place = placeOf(parsed, [range?.[0] ?? 0, range?.[1] ?? 0])
      keys.push({
        severity: 'error',
        text: '__proto__ cannot be used as a name here',
        place,
        fix: 'choose another name',
      })
    },
  })
  return [...aliases, ...keys]
}

/** The finding for a document that is rejected as a whole. */
export function faultFinding(fault: DocumentFault, file: string): Finding {
  const text = fault instanceof DuplicateKey ? 'this key is given twice here' : `this file ${fault.message}`
  const place = fault.position === undefined ? { file, line: 1, column: 1 } : { file, ...fault.position }
  return { severity: 'error', text, place, ...defined({ fix: fault.fix }) }
}

function placeOf({ path: file, lines }: ParsedDocument, [start, end]: readonly [number, number]): FilePosition {
  const { line, col } = lines.linePos(start)
  return { file, line, column: col, length: Math.max(1, end - start) }
}
