import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { sizedLimits } from '../../../core/documents/document-limits.ts'
import { parseOptionalRecord } from '../../../core/documents/stored-record.ts'

/** The pull request that a job runs for. */
export interface PullRequestEvent {
  readonly number: number
  /** Newest commit of the pull request when the job began. */
  readonly commit: string
  /** Whether it comes from another repository; then the token of the job may only read. */
  readonly isForeign: boolean
}

const repository = z.object({ full_name: z.string() })
const eventSchema = z.object({
  pull_request: z.object({
    number: z.int().positive(),
    head: z.object({ sha: z.string().regex(/^[0-9a-f]{40,64}$/), repo: repository.nullish() }),
    base: z.object({ repo: repository }),
  }),
})

/** An event has the texts of the pull request, of the repository, and of its owner. */
const limits = sizedLimits(8 * 1024 * 1024, 40)

/**
 * Reads the pull request from the event of the job (GitHub Docs, "Events that trigger workflows", pull_request).
 * @returns undefined for other events
 */
export async function pullRequestEvent(environment: NodeJS.ProcessEnv): Promise<PullRequestEvent | undefined> {
  const { GITHUB_EVENT_NAME = '', GITHUB_EVENT_PATH } = environment
  if (!/^pull_request(_target)?$/.test(GITHUB_EVENT_NAME) || !GITHUB_EVENT_PATH) return undefined
  const text = await readFile(GITHUB_EVENT_PATH, 'utf8')
  const record = { name: 'the event of the job', reason: 'file-unreadable', hint: undefined } as const
  const event = parseOptionalRecord(text, eventSchema, { ...record, limits, halfCharacters: 'kept' })
  if (event === undefined) return undefined
  const { number, head, base } = event.pull_request
  return { number, commit: head.sha, isForeign: head.repo?.full_name !== base.repo.full_name }
}
