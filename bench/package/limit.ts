import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { deflateRawSync } from 'node:zlib'

/** The limit: read, compress on two threads if that saves time, hash and write, without names, headers and checks. */
const [tree, out] = process.argv.slice(2) as [string, string]
mkdirSync(out, { recursive: true })
const paths = (readdirSync(tree, { recursive: true }) as string[])
  .map((name) => join(tree, name))
  .filter((path) => statSync(path).isFile())
const bytes = paths.reduce((sum, path) => sum + statSync(path).size, 0)
const half = bytes > 5_000_000 ? paths.length >> 1 : paths.length
const program = `
const { parentPort, workerData } = require('node:worker_threads')
const { deflateRawSync } = require('node:zlib')
const { readFileSync } = require('node:fs')
parentPort.postMessage(workerData.map((path) => deflateRawSync(readFileSync(path), { level: 6 })))`
const other =
  half < paths.length
    ? new Promise<Uint8Array[]>((resolve, reject) => {
        new Worker(program, { eval: true, workerData: paths.slice(half) }).on('message', resolve).on('error', reject)
      })
    : Promise.resolve([])
const own = paths.slice(0, half).map((path) => deflateRawSync(readFileSync(path), { level: 6 }))
const packed = Buffer.concat([...own, ...(await other)])
writeFileSync(join(out, 'all'), packed)
writeFileSync(join(out, 'sha256'), createHash('sha256').update(packed).digest('hex'))
