const spellings: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['True', true],
  ['TRUE', true],
  ['false', false],
  ['False', false],
  ['FALSE', false],
])

/** A boolean in the spellings of YAML 1.2 (section 10.3.2); undefined for any other text. */
export function readFlag(text: string): boolean | undefined {
  return spellings.get(text)
}
