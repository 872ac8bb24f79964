import type { Node } from 'yaml'
import { DocumentFault } from '../../core/documents/document-fault.ts'
import { readExactJson } from '../../core/documents/read-json.ts'
import { defined } from '../../core/run/defined.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { templateLimits } from '../documents/limits.ts'
import { readTemplateYaml } from '../documents/read-template-yaml.ts'
import { largestTemplateBytes } from './template-limits.ts'
import { jsonComment } from './text/json-comment.ts'
import { renderValue } from './text/render-value.ts'
import { writeJson } from './text/write-json.ts'
import { writeYaml } from './text/write-yaml.ts'

/** The text of a template or of a part of one, and what it says. */
export interface TemplateSource {
  /** Of the file, for messages. */
  readonly name: string
  readonly text: string
  /**
   * Short forms of intrinsic functions are written out, aliases and merge keys of YAML resolved. A number that JavaScript would write
   * otherwise is text, such as `1.10`.
   */
  readonly value: unknown
  /** The root of YAML; undefined for JSON. */
  readonly yaml: Node | null | undefined
}

/**
 * Reads JSON or YAML of a template or a part of one, as `aws cloudformation package` and CloudFormation do.
 * @throws StageError `template-invalid` with the line at fault, also for what is above `templateLimits`
 */
export async function readTemplateSource(content: string, name: string): Promise<TemplateSource> {
  const text = content.replace(/^\uFEFF/, '')
  try {
    const json = text.trimStart().startsWith('{') ? parseJson(text) : undefined
    if (json !== undefined) return { name, text, value: json, yaml: undefined }
    const { value, root } = await readTemplateYaml(text)
    return { name, text, value, yaml: root }
  } catch (error) {
    if (!(error instanceof DocumentFault)) throw error
    const { position, message, fix } = error
    const where = position === undefined ? name : `${name}:${position.line}:${position.column}:`
    throw new StageError('template-invalid', `${where} ${message}`, {
      cause: error,
      ...defined({ hint: fix }),
    })
  }
}

/**
 * The text of a template with only those values replaced that are to be others: every other byte stays, comments included. Aliases and
 * merge keys of YAML are written out, because CloudFormation does not read them. A text in YAML that is too large for CloudFormation, as
 * one with many comments may be, is written in JSON.
 * @param wanted what the text has to say
 */
export async function writeTemplate({ text, value, yaml }: TemplateSource, wanted: unknown): Promise<string> {
  if (yaml === undefined) return writeJson(text, value, wanted)
  const written = await writeYaml(text, yaml, wanted)
  return Buffer.byteLength(written) > largestTemplateBytes ? renderValue(wanted) : written
}

/** Undefined lets the YAML reader, which knows lines, say what is wrong. */
function parseJson(text: string): unknown {
  try {
    return readExactJson(text, templateLimits)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  const comment = jsonComment(text)
  if (comment === undefined) return undefined
  throw new DocumentFault(
    'has a comment, and JSON has none',
    comment,
    'leave the comments out, or write the template in YAML',
  )
}
