import { StringDecoder } from 'node:string_decoder'

/** Longest line that is kept in one piece; CloudWatch Logs takes 256 KB. */
const longest = 200_000

/** Cuts what a process prints into lines. Marked lines, with the empty line that is put before them, go another way. */
export function readLines(marker: string, onLine: (line: string) => void, onMark: (rest: string) => void) {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  let held: string | undefined
  const release = () => {
    if (held !== undefined) onLine(held)
    held = undefined
  }
  const take = (line: string) => {
    if (line.startsWith(`${marker} `)) {
      if (held !== '') release()
      held = undefined
      onMark(line.slice(marker.length + 1))
      return
    }
    release()
    // Only an empty line may belong to the mark that follows.
    if (line === '') held = line
    else onLine(line)
  }
  return {
    write(chunk: Buffer) {
      rest += decoder.write(chunk)
      const lines = rest.split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) take(line.replace(/\r$/, ''))
      while (rest.length > longest) {
        take(rest.slice(0, longest))
        rest = rest.slice(longest)
      }
    },
    end() {
      release()
      if (rest !== '') onLine(rest)
      rest = ''
    },
  }
}
