import { type EnvironmentName, environmentNames } from './application.ts'
import type { Contents } from './bucket-contents.ts'
import type { Delivered } from './delivery.ts'

/** What both environments say about a release, by the keys of evidence and records. */
export type Said = Readonly<Record<string, string>>

/** Members of evidence and records that any two runs have in their own way, with what stands in their place. */
const ofTheRun = {
  /** Host, id, actor and page of the run. */
  run: /"run":\{[^{}]*\}/g,
  /** Who answered. */
  approvedBy: /"approvedBy":(?:null|"[^"]*")/g,
  /** Times. */
  writtenAt: /"writtenAt": ?"[^"]*"/g,
  deployedAt: /"deployedAt": ?"[^"]*"/g,
  /** A fingerprint counts the newest event of the stack in, so it is of one moment (`hosts.test.ts` compares it). */
  plan: /"plan":"[0-9a-f]{64}"/g,
} as const

/** The time in the key of evidence. */
const timeInKey = /(evidence\/[^"\s]*\/)\d{4}-\d\d-\d\dT[\d:.]+Z(?=\.json)/g

/**
 * What both buckets say about a release, as text. Only times, ids of runs and actors are taken out, each by its name;
 * all other bytes stay as they were written. The approved plan stays to be told from all others.
 */
export function saidAbout(
  { release, plan }: Pick<Delivered, 'release' | 'plan'>,
  contents: Readonly<Record<EnvironmentName, Contents>>,
): Said {
  const all = environmentNames.flatMap((name) =>
    [...contents[name]]
      .filter(([key]) => key.startsWith(`evidence/${release}/`) || key.startsWith('environments/'))
      .map(([key, body]) => [`${name}: ${key}`, new TextDecoder().decode(body)] as const),
  )
  const ordered = all.sort(([one], [other]) => (one < other ? -1 : 1))
  return Object.fromEntries(ordered.map(([key, text], index) => [keyAt(key, index, ordered), withoutRun(text, plan)]))
}

/** Two statements of one kind stay two, in the order of their times. */
function keyAt(key: string, index: number, all: readonly (readonly [string, string])[]): string {
  const plain = key.replace(timeInKey, '$1<time>')
  const before = all.slice(0, index).filter(([other]) => other.replace(timeInKey, '$1<time>') === plain).length
  return before === 0 ? plain : `${plain} (${before + 1})`
}

/** A text of evidence or of a record, without what is of its run. */
function withoutRun(text: string, plan: string | undefined): string {
  const approved = plan === undefined ? text : text.replaceAll(`"plan":"${plan}"`, '"plan":<approved>')
  const members = Object.entries(ofTheRun)
  const named = members.reduce((rest, [name, member]) => rest.replace(member, `"${name}":<${name}>`), approved)
  return named.replace(timeInKey, '$1<time>')
}
