// Importing `node:fs` would load its streams, and `process.stdout` would load the network: each takes a tenth of a
// step's start.
const { writeSync } = process.getBuiltinModule('node:fs')

/**
 * Writes to an open file at once and in order. Drops the text if the reader is gone.
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

/** The number of bytes that are finished. */
function writeSome(file: number, bytes: Buffer): number {
  try {
    return writeSync(file, bytes)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EPIPE') return bytes.length
    if (code !== 'EAGAIN') throw error
    // The reader is slow and the pipe does not block, so this tries again after a millisecond.
    Atomics.wait(pause, 0, 0, 1)
    return 0
  }
}

const pause = new Int32Array(new SharedArrayBuffer(4))
