/** The longest line that a list or an object is put on as a whole, in characters. */
const width = 200

/**
 * JSON with one blank of indentation, in which a list or an object that fits into a line stands in one. A template with
 * each member on a line of its own has half as many bytes again, and CloudFormation takes at most 51,200 without a
 * bucket (CloudFormation User Guide, "Understand CloudFormation quotas").
 */
export function foldedJson(value: unknown, indentation = ''): string {
  const flat = onOneLine(value)
  if (typeof value !== 'object' || value === null || indentation.length + flat.length <= width) return flat
  const inner = `${indentation} `
  const isList = Array.isArray(value)
  const members = isList
    ? value.map((member) => foldedJson(member, inner))
    : membersOf(value).map(([key, member]) => `${JSON.stringify(key)}: ${foldedJson(member, inner)}`)
  const [open, close] = isList ? ['[', ']'] : ['{', '}']
  return `${open}\n${members.map((member) => `${inner}${member}`).join(',\n')}\n${indentation}${close}`
}

function onOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = membersOf(value).map(([key, member]) => `${JSON.stringify(key)}: ${onOneLine(member)}`)
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
}

/** As JSON has them: a member without a value is left out. */
function membersOf(value: object): readonly (readonly [string, unknown])[] {
  return Object.entries(value).filter(([, member]) => member !== undefined)
}
