import type { Node } from 'yaml'
import { readTemplateYaml } from '../../documents/read-template-yaml.ts'
import { applyEdits, type Edit } from './edits.ts'
import { renderValue } from './render-value.ts'
import { isSameValue } from './same-value.ts'
import { yamlEdits } from './yaml-edits.ts'

/**
 * The text of YAML with only those values replaced that are to be others. Aliases, merge keys and anchors are written out, because
 * CloudFormation reads none of them; all that stands between stays, comments included. Where no such text says what is wanted, the
 * whole is written in JSON.
 * @param root of the text @param wanted what it has to say
 */
export async function writeYaml(text: string, root: Node | null, wanted: unknown): Promise<string> {
  const edits = await yamlEdits(text, root, wanted)
  if (edits === undefined) return renderValue(wanted)
  // CloudFormation takes a text that begins with a brace for JSON.
  const opening: Edit[] = text.trimStart().startsWith('{') ? [{ start: 0, end: 0, text: '---\n' }] : []
  const written = applyEdits(text, [...opening, ...edits])
  return edits.length === 0 || (await says(written, wanted)) ? written : renderValue(wanted)
}

/** Whether a text says what is wanted, without an alias. */
async function says(text: string, wanted: unknown): Promise<boolean> {
  try {
    const { value, targets } = await readTemplateYaml(text)
    return targets.size === 0 && isSameValue(value, wanted)
  } catch {
    return false
  }
}
