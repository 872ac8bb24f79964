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

/** The text of a template or of a part of one, and its parsed value. */
export interface TemplateSource {
  /** Name of the file, for messages. */
  readonly name: string
  readonly text: string
  /**
   * The value, with short forms of intrinsic functions in their long form, and aliases and merge keys resolved. A
   * number that JavaScript would print differently, such as `1.10`, is a string.
   */
  readonly value: unknown
  /** The root node of YAML; undefined for JSON. */
  readonly yaml: Node | null | undefined
}

/**
 * Parses a template or a part of one, in JSON or YAML, as `aws cloudformation package` and CloudFormation do.
 * @throws StageError `template-invalid` with the line of the error, also above `templateLimits`
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
 * The text of a template in which only the changed values are replaced: every other byte stays, comments included.
 * Aliases and merge keys of YAML are expanded, because CloudFormation does not support them. YAML that is too large for
 * CloudFormation, for example because of its comments, is written as JSON.
 * @param wanted the value that the text must have
 */
export async function writeTemplate({ text, value, yaml }: TemplateSource, wanted: unknown): Promise<string> {
  if (yaml === undefined) return writeJson(text, value, wanted)
  const written = await writeYaml(text, yaml, wanted)
  return Buffer.byteLength(written) > largestTemplateBytes ? renderValue(wanted) : written
}

/** Returns undefined for invalid JSON, so that the YAML reader reports the error with its line. */
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
