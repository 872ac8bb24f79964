import type { z } from 'zod'
import type { Finding } from '../../core/report.ts'
import { StageError } from '../../core/stage-error.ts'
import {
  documentFindings,
  type ParsedDocument,
  syntaxFindings,
  valueFindings,
  type WrongValue,
} from './document-findings.ts'

/** What a document of YAML has to be. */
export interface DocumentForm<T extends z.ZodType> {
  readonly schema: T
  /** What is wrong with a value that the schema takes, such as a name that stands for nothing. */
  readonly wrong: (value: z.output<T>) => readonly WrongValue[]
}

/**
 * A document of YAML in the form that is wanted.
 * @param path for messages
 * @param report told everything that is wrong, with its place
 * @throws StageError `configuration-invalid` with the first of what was reported
 */
export async function parseDocument<T extends z.ZodType>(
  source: string,
  path: string,
  { schema, wrong }: DocumentForm<T>,
  report: (finding: Finding) => void,
): Promise<z.output<T>> {
  // Loaded when there is something to parse: a stage that only finds an input missing need not wait for it.
  const { LineCounter, parseDocument: parseYaml, visit } = await import('yaml')
  const lines = new LineCounter()
  const document = parseYaml(source, { lineCounter: lines, prettyErrors: false, stringKeys: true })
  const parsed: ParsedDocument = { path, document, lines }
  const broken = syntaxFindings(parsed)
  if (broken.length > 0) throw refused(broken, report)
  const aliases: Finding[] = []
  visit(document, {
    Alias(_, { source: name, range }) {
      const { line, col } = lines.linePos(range?.[0] ?? 0)
      const text = `*${name} is an alias, and this file has none: write the value out`
      aliases.push({ severity: 'error', text, place: { file: path, line, column: col, length: name.length + 1 } })
    },
  })
  if (aliases.length > 0) throw refused(aliases, report)
  const result = schema.safeParse(document.toJS({ maxAliasCount: 0 }) ?? {})
  const unfit = result.success ? valueFindings(parsed, wrong(result.data)) : []
  if (unfit.length > 0) throw refused(unfit, report)
  if (result.success) return result.data
  throw refused(documentFindings(parsed, schema, result.error.issues), report)
}

function refused(findings: readonly Finding[], report: (finding: Finding) => void): StageError {
  for (const finding of findings) report(finding)
  const { text, place, fix } = findings[0]!
  const more = findings.length === 1 ? '' : ` (and ${findings.length - 1} more)`
  return new StageError('configuration-invalid', `${place?.file}:${place?.line}:${place?.column}: ${text}${more}`, {
    hint: fix ?? 'docs/configuration.md lists the keys',
  })
}
