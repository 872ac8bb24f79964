// An import of `node:fs` would load its streams too, as `process.stdout` does the network: a tenth of a step's start each.
const { writeSync } = process.getBuiltinModule('node:fs')

/**
 * Writes to an open file at once and in order. What nobody reads any more is dropped.
 * @param file descriptor, such as 1
 */
export function directOutput(file: number): { write(text: string): void } {
  return {
    write(text) {
      let rest = Buffer.from(text)
      while (rest.length > 0) rest = rest.subarray(writeSome(file, rest))
    },
  }
}

/** How many bytes are done with. */
function writeSome(file: number, bytes: Buffer): number {
  try {
    return writeSync(file, bytes)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EPIPE') return bytes.length
    if (code !== 'EAGAIN') throw error
    // The reader is slow and the pipe does not block: look again in a millisecond.
    Atomics.wait(pause, 0, 0, 1)
    return 0
  }
}

const pause = new Int32Array(new SharedArrayBuffer(4))
