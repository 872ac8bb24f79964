import { z } from 'zod'
import { sizedLimits } from './documents/document-limits.ts'

/** Where a generated tree keeps the list of its files (docs/decisions/0001-the-generated-application.md). */
export const indexPath = '.liftlock/generated.json'

/** The content of the list: the SHA-256 (hex) of each file by its path. Only `generate` writes one. */
export const generatedIndexSchema = z.object({
  formatVersion: z.literal(1),
  files: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits')),
})

/** Room for 100,000 files of 300 bytes each, far more than an application has. */
export const generatedIndexLimits = sizedLimits(32 * 1024 * 1024, 4)
