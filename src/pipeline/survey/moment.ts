import type { ConditionPlace, SurveyedAction } from './survey.ts'

/** When the rules of a condition run: before all actions of its stage, or after them. */
export function momentOf(place: ConditionPlace, stage: number): Pick<SurveyedAction, 'stage' | 'runOrder'> {
  return { stage, runOrder: place === 'beforeEntry' ? 0 : Number.POSITIVE_INFINITY }
}
