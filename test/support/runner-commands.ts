/*
 * How GitHub's runner finds commands in the output of a step, as test support: the behaviour of actions/runner, `ActionCommand`,
 * `ActionCommandManager` and `ProcessInvoker`, in our own words. Where its comparison of texts depends on the culture of its machine, both
 * readings are tried: letter by letter, and one that passes over characters without a weight (Unicode Technical Standard 10).
 */

/** A command that the runner would carry out. */
export interface RunnerCommand {
  readonly name: string
  readonly properties: Readonly<Record<string, string>>
  readonly data: string
}

/** The names that the runner of 2026 knows; the two of the command files are refused there, but are read. */
export const runnerCommands: readonly string[] = [
  'add-mask',
  'add-matcher',
  'add-path',
  'debug',
  'echo',
  'endgroup',
  'error',
  'group',
  'internal-set-repo-path',
  'notice',
  'remove-matcher',
  'save-state',
  'set-env',
  'set-output',
  'stop-commands',
  'warning',
]

/** The lines of a stream, as .NET reads them: a mark of the byte order at its start is dropped, and CR, LF and CR LF end a line. */
export function runnerLines(bytes: string | Uint8Array): readonly string[] {
  const text = new TextDecoder('utf-8').decode(typeof bytes === 'string' ? Buffer.from(bytes) : bytes)
  const lines = text.split(/\r\n|\r|\n/)
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}

/**
 * What a runner would carry out of the lines of a step, in order, `stop-commands` and its token included.
 * @param isName which names count; those of the runner when not given
 */
export function commandsIn(
  text: string | Uint8Array,
  isName: (name: string) => boolean = isRunnerName,
): RunnerCommand[] {
  const carriedOut: RunnerCommand[] = []
  let token: string | undefined
  for (const line of runnerLines(text)) {
    const isKnown = (name: string) => isName(name) || name.toLowerCase() === token?.toLowerCase()
    const command = commandOf(line, isKnown)
    if (command === undefined) continue
    if (token !== undefined) {
      if (command.name.toLowerCase() !== token.toLowerCase()) continue
      token = undefined
    } else if (command.name.toLowerCase() === 'stop-commands') token = command.data
    carriedOut.push(command)
  }
  return carriedOut
}

function isRunnerName(name: string): boolean {
  return runnerCommands.includes(name.toLowerCase())
}

function commandOf(line: string, isName: (name: string) => boolean): RunnerCommand | undefined {
  for (const read of [secondForm, firstForm])
    for (const search of [byLetter, byWeight]) {
      const command = read(line, search, isName)
      if (command !== undefined) return command
    }
  return undefined
}

/** Where a mark stands at or after a place, in the readings of one comparison. */
type Search = (text: string, mark: string, from: number) => readonly number[]

const byLetter: Search = (text, mark, from) => [text.indexOf(mark, from)].filter((index) => index >= 0)

/** A match may begin at the first letter of the mark, or at what has no weight before it. */
const byWeight: Search = (text, mark, from) => {
  const gap = '(?:\\p{Cc}|\\p{Cf}|\\p{Default_Ignorable_Code_Point})*'
  const letters = [...mark].map((letter) => (letter === '[' ? '\\[' : letter))
  const match = new RegExp(`(${gap})${letters.join(gap)}`, 'u').exec(text.slice(from))
  return match === null ? [] : [from + match.index, from + match.index + match[1]!.length]
}

/** `::name key=value,key=value::data` at the start of a line, behind white space. */
function secondForm(line: string, search: Search, isName: (name: string) => boolean): RunnerCommand | undefined {
  const text = line.replace(dotNetWhiteSpace, '')
  if (!search(text, '::', 0).includes(0)) return undefined
  for (const end of search(text, '::', 2)) {
    const [name, list] = nameAndRest(text.slice(2, end))
    if (!isName(name)) continue
    const decode = (value: string) => decoded(value, ['%0D', '%0A', '%3A', '%2C', '%25'], ['\r', '\n', ':', ',', '%'])
    const data = decoded(text.slice(end + 2), ['%0D', '%0A', '%25'], ['\r', '\n', '%'])
    return { name, properties: propertiesOf(list.trim(), ',', decode), data }
  }
  return undefined
}

/** `##[name key=value;key=value]data` anywhere in a line. */
function firstForm(line: string, search: Search, isName: (name: string) => boolean): RunnerCommand | undefined {
  for (const start of search(line, '##[', 0)) {
    const end = line.indexOf(']', start)
    if (end < start + 3) continue
    const [name, list] = nameAndRest(line.slice(start + 3, end))
    if (!isName(name)) continue
    const decode = (value: string) => decoded(value, ['%3B', '%0D', '%0A', '%5D', '%25'], [';', '\r', '\n', ']', '%'])
    return { name, properties: propertiesOf(list, ';', decode), data: decode(line.slice(end + 1)) }
  }
  return undefined
}

/** What .NET trims: the separators of Unicode, U+0009 to U+000D, and U+0085. A mark of the byte order is none. */
const dotNetWhiteSpace = /^[\t-\r\x85\p{Z}]+/u

function nameAndRest(text: string): readonly [string, string] {
  const blank = text.indexOf(' ')
  return blank < 0 ? [text, ''] : [text.slice(0, blank), text.slice(blank + 1)]
}

function propertiesOf(list: string, separator: string, decode: (value: string) => string): Record<string, string> {
  const pairs = list.split(separator).flatMap((pair) => {
    const sign = pair.indexOf('=')
    return sign < 1 || sign === pair.length - 1 ? [] : [[pair.slice(0, sign), decode(pair.slice(sign + 1))] as const]
  })
  return Object.fromEntries(pairs)
}

/** The escapes one after the other, as the runner does it. */
function decoded(text: string, escapes: readonly string[], signs: readonly string[]): string {
  return escapes.reduce((result, code, index) => result.replaceAll(code, signs[index]!), text)
}
