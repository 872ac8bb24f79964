/**
 * The mapping values that an `idempotency-key` names, in its order (decision D-27). Values may contain spaces, so the
 * longest value that matches at each position is used.
 *
 * @returns `rest` is the text from the first position where no mapping value matches
 */
export function splitIdempotencyKey(
  text: string,
  mappingValues: readonly string[],
): { readonly values: readonly string[]; readonly rest: string } {
  const longestFirst = mappingValues.filter((value) => value !== '').sort((a, b) => b.length - a.length)
  const values: string[] = []
  let rest = text.trimStart()
  while (rest !== '') {
    const value = longestFirst.find((candidate) => rest === candidate || rest.startsWith(`${candidate} `))
    if (value === undefined) break
    values.push(value)
    rest = rest.slice(value.length).trimStart()
  }
  return { values, rest }
}
