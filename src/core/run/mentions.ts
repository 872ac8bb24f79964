import type { Field } from './describe.ts'

/**
 * Fills in the names of inputs in a description, in the words of its reader. The description has them as `{name}`,
 * because workflows do not have flags.
 * @param spell renders the name of an input
 */
export function withMentions(description: string, spell: (name: string) => string = (name) => name): string {
  return description.replace(/\{([a-z][a-z0-9-]*)\}/g, (_, name: string) => spell(name))
}

/** A description with the possible values of its input. @param spell renders the name of an input */
export function withChoices(
  { description, choices }: Pick<Field, 'description' | 'choices'>,
  spell?: (name: string) => string,
): string {
  const said = withMentions(description, spell)
  return choices.length > 0 ? `${said} One of ${choices.join(', ')}.` : said
}

/**
 * The full description of an input: meaning, possible values, and whether it is required or has a default. A default in
 * the description is not repeated.
 * @param spell renders the name of an input
 */
export function inputText(field: Field, spell?: (name: string) => string): string {
  const text = withChoices(field, spell)
  if (field.required) return `${text} Required.`
  if (!field.default || field.kind === 'flag' || field.description.includes('Default:')) return text
  return `${text} Default: ${field.default === '.' ? 'the working directory' : field.default}.`
}
