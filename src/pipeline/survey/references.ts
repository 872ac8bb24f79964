import { textsOf } from '../definition/intrinsic.ts'
import type { Path } from '../finding.ts'
import { momentOf } from './moment.ts'
import type { Survey, SurveyedAction } from './survey.ts'

/** A text in which the service puts values of variables. */
export interface ResolvedText {
  readonly path: Path
  readonly title: string
  readonly at: Pick<SurveyedAction, 'stage' | 'runOrder'>
  /** Whether it belongs to a source, which runs before all variables are known. */
  readonly inSource: boolean
  readonly references: readonly string[]
}

/** What stands between `#{` and `}`. Where CloudFormation fills in a part of it, it is known only in a deployment. */
function referencesIn(value: unknown): readonly string[] {
  return textsOf(value).flatMap((text) =>
    [...text.matchAll(/#\{([^{}]*)\}/g)].map(([, inside]) => inside!).filter((inside) => !inside.includes('${')),
  )
}

/** All texts of actions and rules that refer to variables. */
export function resolvedTexts({ actions, stages }: Survey): readonly ResolvedText[] {
  const ofActions = actions.flatMap(({ value, path, title, stage, runOrder, type, configurations }) =>
    [
      ...configurations.flatMap((each) => entriesAt(each.values, each.path)),
      ...membersAt(value, ['commands', 'environmentVariables'], path),
    ].map((text) => ({ ...text, title, at: { stage, runOrder }, inSource: type.category === 'Source' })),
  )
  const ofRules = stages.flatMap((stage) =>
    stage.conditions.flatMap(({ rules, place }) =>
      rules.flatMap(({ value, path }) =>
        membersAt(value, ['configuration', 'commands'], path).map((text) => ({
          ...text,
          title: `rule ${typeof value.name === 'string' ? value.name : ''} of stage ${stage.name}`,
          at: momentOf(place, stage.index),
          inSource: false,
        })),
      ),
    ),
  )
  return [...ofActions, ...ofRules].flatMap(({ value, ...text }) => {
    const references = referencesIn(value)
    return references.length === 0 ? [] : [{ ...text, references }]
  })
}

interface TextAt {
  readonly path: Path
  readonly value: unknown
}

function membersAt(value: object, names: readonly string[], path: Path): readonly TextAt[] {
  return names.flatMap((name) => {
    const member = (value as Readonly<Record<string, unknown>>)[name]
    return typeof member === 'object' && member !== null ? entriesAt(member, [...path, name]) : []
  })
}

function entriesAt(value: object, path: Path): readonly TextAt[] {
  return Object.entries(value).map(([key, member]) => ({ path: [...path, key], value: member }))
}
