import type { TemplateResource } from '../../template/template.ts'

/** The three things that need a person's eyes: lost data, wider permissions, public access. */
export type RiskLabel = 'data loss' | 'access' | 'exposure'

/** Why a person should look at a change. */
export interface Risk {
  readonly label: RiskLabel
  readonly text: string
}

/** One resource before and after; undefined where there is none. */
export interface ResourcePair {
  readonly before: TemplateResource | undefined
  readonly after: TemplateResource | undefined
  /** Whether the whole stack is new, so that every permission in it is. */
  readonly newStack: boolean
}
