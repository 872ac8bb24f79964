/**
 * A description with the inputs that it names spelled for its reader. They stand in it as `{name}`, since a flag is none in a workflow.
 * @param spell says the input of a name
 */
export function withMentions(description: string, spell: (name: string) => string = (name) => name): string {
  return description.replace(/\{([a-z][a-z0-9-]*)\}/g, (_, name: string) => spell(name))
}
