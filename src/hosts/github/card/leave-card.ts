import { isForgeFailure } from '../../../core/forge/forge-error.ts'
import type { Clock } from '../../../core/ports/clock.ts'
import type { Forge } from '../../../core/ports/forge.ts'
import type { LineStep } from '../../../core/run/report.ts'
import type { MarkdownPart } from '../../../core/text/cut-markdown.ts'
import { markOf } from '../summary.ts'
import type { CardSection } from './card-section.ts'
import { type CardMode, type CardResult, publishCard } from './publish-card.ts'
import { pullRequestEvent } from './pull-request-event.ts'

/** What a step says on the card, and where. */
export interface CardOptions {
  readonly mode: Exclude<CardMode, 'never'>
  readonly step: LineStep
  /** Position of the stage among all stages. */
  readonly order: number
  /** The closing message of the stage, else its outcome. */
  readonly text: string
  readonly hasFailed: boolean
  readonly parts: readonly MarkdownPart[]
  readonly forge: ((repository?: string) => Promise<Forge>) | undefined
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly environment: NodeJS.ProcessEnv
  readonly say: (text: string) => void
}

/**
 * Puts what a step found on the card of its pull request. It never fails the job: whatever goes wrong is one line in the
 * log. Without a pull request, and for one of a fork, nothing is written.
 */
export async function leaveCard(options: CardOptions): Promise<void> {
  const { environment, forge, mode, say, clock, signal } = options
  try {
    const event = await pullRequestEvent(environment)
    if (event === undefined) return
    if (event.isForeign) return say('no card: the pull request is of another repository, so the token may only read')
    if (forge === undefined) return say('no card: there is no token for GitHub (input github-token)')
    const { GITHUB_WORKFLOW: key = 'liftlock' } = environment
    const section = sectionOf(options)
    const entry = { pullRequest: event.number, subject: { key, commit: event.commit }, section, mode }
    say(textOf(await publishCard(await forge(), entry, { clock, signal })))
  } catch (error) {
    const needs = isForgeFailure(error, 'no-right') && error.permission !== undefined
    say(`no card: ${(error as Error).message}${needs ? `; the job needs ${error.permission}` : ''}`)
  }
}

function sectionOf({ step, order, text, hasFailed, parts, environment }: CardOptions): CardSection {
  const { GITHUB_JOB = '', GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID } = environment
  const what = [step.stage, step.environment].filter(Boolean).join(' ')
  const url = `${GITHUB_SERVER_URL || 'https://github.com'}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}`
  return {
    key: [what, GITHUB_JOB].filter(Boolean).join(' · '),
    order,
    title: `${what}: ${text}`,
    mark: hasFailed ? '✗' : (markOf[step.outcome] ?? '✓'),
    hasChanges: hasFailed || step.outcome !== 'no-changes',
    parts,
    ...(GITHUB_RUN_ID && { url }),
  }
}

function textOf(result: CardResult): string {
  switch (result.kind) {
    case 'written':
      return `card: ${result.url}`
    case 'not-needed':
      return 'no card: nothing changes'
    case 'superseded':
      return 'no card: the pull request has a newer commit'
    case 'contended':
      return 'the card lacks this step for now, because other jobs kept writing; its check run has it'
  }
}
