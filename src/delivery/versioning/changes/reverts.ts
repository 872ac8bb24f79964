import { conventional, type MessageChange } from './conventional-message.ts'

/** What a message takes back. */
export interface Revert {
  /** Hashes, perhaps shortened, or numbers of pull requests as `#12`. */
  readonly targets: readonly string[]
  /** The change if none of the targets is among the changes to release. */
  readonly change: MessageChange
}

/**
 * Reads a message that takes commits back: of `git revert`, of the button on GitHub, or `revert: …` with `Refs:`. Other
 * messages never take anything back, so that no text in a body can hide a change.
 */
export function readRevert(message: string): Revert | undefined {
  const text = message.trimStart()
  const end = text.indexOf('\n')
  const subject = (end < 0 ? text : text.slice(0, end)).trim()
  if (!/^(?:revert|reapply)\b/i.test(subject)) return undefined
  const body = end < 0 ? '' : text.slice(end + 1)
  const hashes = [...body.matchAll(/^this reverts commit ([0-9a-f]{7,64})\b/gim)].map(([, hash]) => hash!)
  const refs = [...body.matchAll(/^refs:[ \t]*([0-9a-f, ]{7,2000})$/gim)].flatMap(([, list]) =>
    list!.split(/[ ,]+/).filter((hash) => /^[0-9a-f]{7,64}$/.test(hash)),
  )
  const numbers = [...body.matchAll(/^reverts (?:[\w.-]+\/[\w.-]+)?(#\d{1,9})\s*$/gim)].map(([, number]) => number!)
  return { targets: [...hashes, ...refs, ...numbers].map((each) => each.toLowerCase()), change: changeOf(subject) }
}

/** A revert of a revert brings the change back, so it counts as the change itself. */
function changeOf(subject: string): MessageChange {
  const bare = subject.replace(/\s*\(#\d+\)$/, '')
  let inner = bare
  let times = 0
  for (let next = peeled(inner); next !== undefined; next = peeled(inner)) {
    times += next.by
    inner = next.inner
  }
  const again = times % 2 === 0 ? conventional(inner) : undefined
  if (times > 0 && again !== undefined) return again
  const plain = conventional(bare)
  return plain ?? { kind: 'revert', scope: undefined, text: bare, breaking: undefined }
}

function peeled(subject: string): { readonly inner: string; readonly by: number } | undefined {
  const [, verb, inner] = /^(revert|reapply) "(.*)"$/i.exec(subject) ?? []
  return inner === undefined ? undefined : { inner, by: verb!.toLowerCase() === 'revert' ? 1 : 2 }
}
