import { deepest, invalidValues, type ValueNode } from './value-node.ts'

/**
 * YAML, with plain values as they are written (`007`, `yes`, `1.20`).
 * @param input its name, for messages
 * @throws StageError `input-invalid`, with the line where the YAML ends
 */
export async function readYaml(text: string, input: string): Promise<ValueNode> {
  const yaml = await import('yaml')
  const document = yaml.parseDocument(text, { schema: 'failsafe', logLevel: 'silent', stringKeys: true })
  const problem = document.errors[0]
  if (problem !== undefined) {
    const line = problem.linePos?.[0].line
    throw invalidValues(
      input,
      problem.code === 'DUPLICATE_KEY'
        ? `names the same thing twice (line ${line})`
        : `is neither Name=Value nor JSON nor YAML${line === undefined ? '' : ` (line ${line})`}`,
      'see docs/stages/deploy.md for the forms',
    )
  }
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
