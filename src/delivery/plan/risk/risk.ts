import type { TemplateResource } from '../../template/template.ts'

/** What a person should look at, the most severe first: lost data, public access, wider permissions. */
export const riskLabels = ['data loss', 'exposure', 'access'] as const

/** One of these labels. */
export type RiskLabel = (typeof riskLabels)[number]

/** Why a person should look at a change. */
export interface Risk {
  readonly label: RiskLabel
  readonly text: string
}

/** One resource before and after the change; undefined when it does not exist there. */
export interface ResourcePair {
  readonly before: TemplateResource | undefined
  readonly after: TemplateResource | undefined
  /** Whether the whole stack is new, and with it every permission. */
  readonly newStack: boolean
}
