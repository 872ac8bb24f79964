import { explanation, next } from '../../../core/run/next-step.ts'
import { type ComposedYaml, composeYaml } from '../../../delivery/documents/compose-yaml.ts'
import { namedValueLimits } from '../../../delivery/documents/limits.ts'
import { DuplicateKey, resolveYaml } from '../../../delivery/documents/resolve-yaml.ts'
import { deepest, invalidValues, unreadValues, type ValueNode } from './value-node.ts'

/**
 * Reads YAML. Plain values stay as they are written (`007`, `yes`, `1.20`).
 * @param input name of the input, for messages
 * @throws StageError `input-invalid`, with the line of the first error in the YAML
 */
export async function readYaml(text: string, input: string): Promise<ValueNode> {
  const yaml = await import('yaml')
  const { document, lines } = await readable(text, input)
  const problem = document.errors[0]
  if (problem !== undefined)
    throw invalidValues(
      input,
      `is neither Name=Value nor JSON nor YAML (line ${lines.linePos(problem.pos[0]).line})`,
      next`${explanation('deploy')} shows the forms`,
    )
  const read = (node: unknown, depth: number): ValueNode => {
    if (depth > deepest) throw invalidValues(input, 'is nested too deeply', 'give each name one text')
    if (yaml.isMap(node))
      return {
        kind: 'mapping',
        entries: node.items.map(({ key, value }) => [nameOf(key), read(value, depth + 1)] as const),
      }
    if (yaml.isSeq(node)) return { kind: 'list', items: node.items.map((item) => read(item, depth + 1)) }
    if (node === null || node === undefined) return { kind: 'absent' }
    if (!yaml.isScalar(node)) throw invalidValues(input, 'has an alias', 'write the value itself')
    const plain = node.type === undefined || node.type === 'PLAIN'
    const written = String(node.value)
    return plain && /^(?:~|null|Null|NULL|)$/.test(written) ? { kind: 'absent' } : { kind: 'text', text: written }
  }
  const nameOf = (key: unknown): string => {
    if (yaml.isScalar(key)) return String(key.value)
    throw invalidValues(input, 'has a name that is not text', 'write a mapping of names to values')
  }
  return read(document.contents, 0)
}

/** The composed document. Repeated keys, aliases and anything above `namedValueLimits` are refused. */
async function readable(text: string, input: string): Promise<ComposedYaml> {
  try {
    const composed = await composeYaml(text, namedValueLimits, { schema: 'failsafe', logLevel: 'silent' })
    if (composed.document.errors.length === 0) await resolveYaml(composed, namedValueLimits)
    return composed
  } catch (error) {
    if (error instanceof DuplicateKey)
      throw invalidValues(input, `names the same thing twice (line ${error.position?.line})`, 'leave one of them out')
    throw unreadValues(input, error)
  }
}
