import { readFile, rm } from 'node:fs/promises'
import type { RecordedRequest } from './recorded-request.ts'

/** What functions sent to other hosts since the local AWS was started or emptied, oldest first. */
export async function readEgress(log: string): Promise<readonly RecordedRequest[]> {
  const text = await readFile(log, 'utf8').catch(() => '')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as RecordedRequest)
}

/** Forgets them. */
export async function clearEgress(log: string): Promise<void> {
  await rm(log, { force: true })
}
