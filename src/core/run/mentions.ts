import type { Field } from './describe.ts'

/**
 * A description with the inputs that it names spelled for its reader. They stand in it as `{name}`, since a flag is none in a workflow.
 * @param spell says the input of a name
 */
export function withMentions(description: string, spell: (name: string) => string = (name) => name): string {
  return description.replace(/\{([a-z][a-z0-9-]*)\}/g, (_, name: string) => spell(name))
}

/** A description with the values that the input may have. @param spell says the input of a name */
export function withChoices(
  { description, choices }: Pick<Field, 'description' | 'choices'>,
  spell?: (name: string) => string,
): string {
  const said = withMentions(description, spell)
  return choices.length > 0 ? `${said} One of ${choices.join(', ')}.` : said
}

/**
 * All that a reader is told of an input: what it means, its choices, and that it is required or what counts without it. A default that the
 * description says is not said again.
 * @param spell says the input of a name
 */
export function inputText(field: Field, spell?: (name: string) => string): string {
  const text = withChoices(field, spell)
  if (field.required) return `${text} Required.`
  if (field.default === undefined || field.kind === 'flag' || field.description.includes('Default:')) return text
  return `${text} Default: ${field.default === '.' ? 'the working directory' : field.default}.`
}
