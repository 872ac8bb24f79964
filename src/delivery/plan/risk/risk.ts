import type { TemplateResource } from '../../template/template.ts'

/** The three risks that a person must look at: lost data, wider permissions, public access. */
export type RiskLabel = 'data loss' | 'access' | 'exposure'

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
