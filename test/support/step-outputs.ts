/**
 * Reads a file of outputs as the runner does: name, delimiter, lines, delimiter, or name=value on one line; the last value of a
 * name counts.
 */
export function parseOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {}
  const lines = text.split('\n')
  for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
    const [, plain, value] = /^([^<=]+)=(.*)$/.exec(line) ?? []
    if (plain !== undefined) outputs[plain] = value!
    const [, name, delimiter] = /^([^<=]+)<<(.+)$/.exec(line) ?? []
    if (name === undefined) continue
    outputs[name] = lines.splice(0, lines.indexOf(delimiter!)).join('\n')
  }
  return outputs
}
