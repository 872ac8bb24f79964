import type { Commit } from './commit.ts'

/**
 * The format of a record. Fields end with NUL, which no commit can contain: git ends a message at the first NUL. The first
 * NUL marks the beginning of a record, because file names follow the one before.
 */
export const recordFormat = `--format=tformat:%x00${['%m', '%H', '%P', '%ct', '%aN', '%B'].join('%x00')}%x00`

const fields = 6
/** Longer messages are cut: text that a person wrote is far shorter. */
const mostCharacters = 200_000

/** Splits the output of `git log -z` with `recordFormat` into commits, chunk by chunk. */
export function logRecords(take: (commit: Commit) => void): { push(chunk: Uint8Array): void; end(): void } {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  let rest = ''
  let record: string[] | undefined
  const token = (text: string) => {
    // An empty token behind the terminator of the fields begins the next record: names of files are never empty.
    if (record === undefined || (record.length > fields && text === '')) {
      if (record !== undefined) take(commitOf(record))
      record = []
    } else record.push(text)
  }
  const read = (text: string) => {
    const tokens = (rest + text).split('\0')
    rest = tokens.pop()!
    for (const each of tokens) token(each)
  }
  return {
    push: (chunk) => read(decoder.decode(chunk, { stream: true })),
    end() {
      read(decoder.decode())
      if (record !== undefined && record.length >= fields) take(commitOf(record))
    },
  }
}

function commitOf(record: readonly string[]): Commit {
  const [mark, hash, parents, seconds, author, message] = record as [string, string, string, string, string, string]
  return {
    hash,
    parents: parents === '' ? [] : parents.split(' '),
    seconds: Number(seconds),
    author,
    message: plain(message),
    boundary: mark === '-',
    files: record.length > fields + 1 ? filesOf(record) : [],
  }
}

/** Git puts one line end before the first name. */
function filesOf(record: readonly string[]): readonly string[] {
  const [first, ...others] = record.slice(fields + 1)
  return [first!.replace(/^\n/, ''), ...others]
}

function plain(message: string): string {
  const text = message.length > mostCharacters ? message.slice(0, mostCharacters) : message
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
}
