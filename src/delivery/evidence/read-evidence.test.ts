import { expect, test } from '@jest/globals'
import type { Objects } from '../../core/ports/objects.ts'
import type { EvidenceAddress } from './evidence-address.ts'
import { evidencePrefix } from './evidence-address.ts'
import { findLatestEvidence } from './read-evidence.ts'
import { evidenceBounds } from './signing/envelope.ts'

const address: EvidenceAddress = {
  bucket: 'artifacts',
  release: 'a'.repeat(64),
  stage: 'quality-gate',
  environment: 'staging',
}

/** A store with so many versions of evidence, of which none can be read; it counts what is asked of it. */
function store(count: number, bytes: number) {
  const asked = { listed: 0, read: 0 }
  const objects = {
    async *versions() {
      for (let version = 0; version < count; version++) {
        asked.listed += 1
        const key = `${evidencePrefix(address)}${version}.json`
        yield { key, version: `${version}`, modifiedSeconds: version, bytes, deleted: false }
      }
    },
    async readVersion() {
      asked.read += 1
      return undefined
    },
  }
  return { asked, objects: objects as unknown as Objects }
}

test('as many versions of evidence are read as the limit says; with one more, none is', async () => {
  const most = store(evidenceBounds.versions, 10)
  await expect(findLatestEvidence(most.objects, address)).rejects.toThrow('was removed while it was read')
  expect(most.asked).toEqual({ listed: evidenceBounds.versions, read: evidenceBounds.versions })

  const more = store(1_000_000, 10)
  await expect(findLatestEvidence(more.objects, address)).rejects.toMatchObject({
    reason: 'evidence-failed',
    message: expect.stringContaining(`has more than ${evidenceBounds.versions} versions of evidence`),
  })
  expect(more.asked).toEqual({ listed: evidenceBounds.versions + 1, read: 0 })
})

test('as many bytes of evidence are read as the limit says; with more, none are', async () => {
  const each = evidenceBounds.bytes
  const count = evidenceBounds.allBytes / each
  const most = store(count, each)
  await expect(findLatestEvidence(most.objects, address)).rejects.toThrow('was removed while it was read')
  const more = store(count + 1, each)
  await expect(findLatestEvidence(more.objects, address)).rejects.toThrow(`more than ${evidenceBounds.allBytes} bytes`)
  expect(more.asked.read).toBe(0)
})
