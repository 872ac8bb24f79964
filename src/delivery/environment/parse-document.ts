import type { Pair, Scalar } from 'yaml'
import type { z } from 'zod'
import { DocumentFault } from '../../core/documents/document-fault.ts'
import { explanation, next } from '../../core/run/next-step.ts'
import type { Finding } from '../../core/run/report.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { composeYaml } from '../documents/compose-yaml.ts'
import { configurationLimits } from '../documents/limits.ts'
import { resolveYaml } from '../documents/resolve-yaml.ts'
import { documentFindings, type ParsedDocument, valueFindings, type WrongValue } from './document-findings.ts'
import { faultFinding, syntaxFindings, unwantedFindings } from './yaml-findings.ts'

/** The form that a YAML document must have. */
export interface DocumentForm<T extends z.ZodType> {
  readonly schema: T
  /** Paths whose plain numbers are texts, as they are written; `*` stands for any name. */
  readonly texts?: readonly (readonly string[])[]
  /** Finds values that the schema accepts but that are wrong, such as an unknown name. */
  readonly wrong: (value: z.output<T>) => readonly WrongValue[]
}

/**
 * Parses and checks a YAML document.
 * @param path for messages
 * @param report receives every fault with its position
 * @throws StageError `configuration-invalid` with the first reported fault
 */
export async function parseDocument<T extends z.ZodType>(
  source: string,
  path: string,
  { schema, wrong, texts = [] }: DocumentForm<T>,
  report: (finding: Finding) => void,
): Promise<z.output<T>> {
  const composed = await faultless(
    () => composeYaml(source, configurationLimits, { prettyErrors: false }),
    path,
    report,
  )
  const parsed: ParsedDocument = { path, ...composed }
  const { document } = composed
  const broken = syntaxFindings(parsed)
  if (broken.length > 0) throw refused(broken, report)
  const unwanted = await unwantedFindings(parsed)
  if (unwanted.length > 0) throw refused(unwanted, report)
  await faultless(() => resolveYaml(composed, configurationLimits), path, report)
  for (const path of texts) keepTexts(document.contents, path)
  const result = schema.safeParse(document.toJS({ maxAliasCount: 0 }) ?? {})
  const unfit = result.success ? valueFindings(parsed, wrong(result.data)) : []
  if (unfit.length > 0) throw refused(unfit, report)
  if (result.success) return result.data
  throw refused(documentFindings(parsed, schema, result.error.issues), report)
}

/** Makes texts of the numbers at a path: an account may begin with 0, and a version may end with it. */
function keepTexts(node: unknown, path: readonly string[]): void {
  const { value, source, items } = (node ?? {}) as { value?: unknown; source?: string; items?: readonly Pair[] }
  const [step, ...rest] = path
  if (step === undefined) {
    if (typeof value === 'number' && source !== undefined) (node as Scalar).value = source
    return
  }
  for (const item of items ?? []) {
    const { key, value } = item
    if (step === '*' || String(key) === step) keepTexts(value, rest)
  }
}

/** @throws StageError for what cannot be read */
async function faultless<T>(read: () => Promise<T>, path: string, report: (finding: Finding) => void): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof DocumentFault)) throw error
    throw refused([faultFinding(error, path)], report)
  }
}

function refused(findings: readonly Finding[], report: (finding: Finding) => void): StageError {
  for (const finding of findings) report(finding)
  const { text, place, fix } = findings[0]!
  const more = findings.length === 1 ? '' : ` (and ${findings.length - 1} more)`
  return new StageError('configuration-invalid', `${place?.file}:${place?.line}:${place?.column}: ${text}${more}`, {
    hint: fix ?? next`${explanation('configuration')} lists the keys`,
  })
}
