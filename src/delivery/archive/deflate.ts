import { Worker } from 'node:worker_threads'
import { crc32, deflateRawSync } from 'node:zlib'
import { deflated, stored } from './zip-format.ts'

/** A file in the form that an archive contains. */
export interface PackedContent {
  readonly method: typeof stored | typeof deflated
  readonly crc: number
  readonly bytes: number
  readonly packed: Uint8Array
}

/** Compresses files, on a second thread if that saves time. The bytes are the same either way. */
export interface Deflater {
  /** Announces how much there is to compress, so that a second thread is started if that saves time. */
  expect(bytes: number): void
  pack(content: Uint8Array): Promise<PackedContent>
  close(): Promise<void>
}

/** With less work than this, starting a second thread costs more than it saves. */
const worthwhileBytes = 5 * 1024 * 1024

/** How much to queue for the second thread, so that it is never idle while this thread compresses too. */
const aheadBytes = 192 * 1024

/** Level 6 with a new state for each file, because a reused state gives other bytes. */
export function createDeflater(): Deflater {
  let lane: ReturnType<typeof startLane> | undefined
  let expected = 0
  return {
    expect(bytes) {
      expected += bytes
      if (expected > worthwhileBytes) lane ??= startLane()
    },
    async pack(content) {
      const free = lane !== undefined && lane.waitingBytes < aheadBytes ? lane : undefined
      const packed = free ? await free.deflate(content) : deflateRawSync(content, { level: 6 })
      const crc = crc32(content)
      return packed.length < content.length
        ? { method: deflated, crc, bytes: content.length, packed }
        : { method: stored, crc, bytes: content.length, packed: content }
    },
    close: async () => lane?.close(),
  }
}

/** The code of the second thread: inline instead of a file of its own, so that it survives bundling. */
const program = `
const { parentPort } = require('node:worker_threads')
const { deflateRawSync } = require('node:zlib')
parentPort.on('message', (content) => {
  const packed = new Uint8Array(deflateRawSync(content, { level: 6 }))
  parentPort.postMessage(packed, [packed.buffer])
})`

function startLane() {
  const worker = new Worker(program, { eval: true, env: {}, execArgv: [] })
  const waiting: { bytes: number; resolve: (packed: Uint8Array) => void; reject: (error: unknown) => void }[] = []
  let failure: unknown
  const lane = {
    waitingBytes: 0,
    deflate(content: Uint8Array): Promise<Uint8Array> {
      if (failure !== undefined) return Promise.reject(failure)
      lane.waitingBytes += content.length
      return new Promise((resolve, reject) => {
        waiting.push({ bytes: content.length, resolve, reject })
        worker.postMessage(content)
      })
    },
    async close() {
      await worker.terminate()
    },
  }
  worker.on('message', (packed: Uint8Array) => {
    const job = waiting.shift()
    if (job === undefined) return
    lane.waitingBytes -= job.bytes
    job.resolve(packed)
  })
  worker.on('error', (error) => {
    failure = error
    for (const job of waiting.splice(0)) job.reject(error)
  })
  return lane
}
