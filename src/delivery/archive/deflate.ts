import { Worker } from 'node:worker_threads'
import { crc32, deflateRawSync } from 'node:zlib'
import { deflated, stored } from './zip-format.ts'

/** A file as it lies in an archive. */
export interface PackedContent {
  readonly method: typeof stored | typeof deflated
  readonly crc: number
  readonly bytes: number
  readonly packed: Uint8Array
}

/** Compresses files, on a second thread where that pays. The bytes are the same either way. */
export interface Deflater {
  /** Says how much is coming, so that a second thread is started where it pays. */
  expect(bytes: number): void
  pack(content: Uint8Array): Promise<PackedContent>
  close(): Promise<void>
}

/** Below this much work a second thread costs more than it saves. */
const worthwhileBytes = 5 * 1024 * 1024

/** The second thread has about this much waiting, so that it is never idle while this one compresses too. */
const aheadBytes = 192 * 1024

/** Level 6 with a fresh state for each file: a state that is used again gives other bytes. */
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

/** The whole second lane: small enough to need no file of its own, so that it survives bundling. */
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
