import type { Node } from 'yaml'
import { readTemplateYaml } from '../../documents/read-template-yaml.ts'
import { applyEdits, type Edit } from './edits.ts'
import { renderValue } from './render-value.ts'
import { isSameValue } from './same-value.ts'
import { yamlEdits } from './yaml-edits.ts'

/**
 * The text of YAML in which only the changed values are replaced. Aliases, merge keys and anchors are expanded, because
 * CloudFormation does not support them. Everything else stays, comments included. If the edited text would not have the
 * wanted value, the whole is written as JSON.
 * @param root node of the text @param wanted the value that the text must have
 */
export async function writeYaml(text: string, root: Node | null, wanted: unknown): Promise<string> {
  const edits = await yamlEdits(text, root, wanted)
  if (edits === undefined) return renderValue(wanted)
  // CloudFormation reads a text that begins with a brace as JSON.
  const opening: Edit[] = text.trimStart().startsWith('{') ? [{ start: 0, end: 0, text: '---\n' }] : []
  const written = applyEdits(text, [...opening, ...edits])
  return edits.length === 0 || (await says(written, wanted)) ? written : renderValue(wanted)
}

/** Whether a text has the wanted value, without an alias. */
async function says(text: string, wanted: unknown): Promise<boolean> {
  try {
    const { value, targets } = await readTemplateYaml(text)
    return targets.size === 0 && isSameValue(value, wanted)
  } catch {
    return false
  }
}
