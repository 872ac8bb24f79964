/**
 * The messages that a squash put into a body: as a list (GitHub, GitLab: `* feat: …`), or as the log of
 * `git merge --squash`.
 */
export function squashedMessages(subject: string, body: string): readonly string[] {
  return /^Squashed commit of the following:/.test(subject) ? ofLog(body) : ofList(body)
}

function ofLog(body: string): readonly string[] {
  return body
    .split(/^commit [0-9a-f]{7,64}$/m)
    .slice(1)
    .map((entry) =>
      [...entry.matchAll(/^ {4}(.*)$/gm)]
        .map(([, line]) => line)
        .join('\n')
        .trim(),
    )
}

/** Each item begins a message, which goes on until the next item. */
function ofList(body: string): readonly string[] {
  if (!/^\* /m.test(body)) return []
  return body
    .split(/^\* /m)
    .slice(1)
    .map((each) => each.trim())
}
