/** The address for a path below another address, or why it is refused. */
export type AddressBelow =
  | { readonly kind: 'below'; readonly address: string }
  | { readonly kind: 'refused'; readonly why: string }

/**
 * Joins a path from an untrusted source to a base address. The result cannot have another host, port or user, or a path
 * above the base. A leading `/` makes no difference. A path that repeats the base address counts as what follows it.
 * @param base an http or https address without user, query and fragment
 * @param path with its query, percent-encoded where necessary
 */
export function addressBelow(base: string, path: string): AddressBelow {
  const root = base.replace(/(?<!\/)\/+$/, '')
  const rest = afterRoot(path, root)
  const why = refusalOf(rest)
  if (why !== undefined) return { kind: 'refused', why }
  const joined = `${root}/${rest.replace(/^\//, '')}`
  // The checked address must be the called address, so the URL parser decides.
  const [wanted, made] = [new URL(`${root}/`), URL.canParse(joined) ? new URL(joined) : undefined]
  const isBelow =
    made?.origin === wanted.origin &&
    `${made.username}${made.password}${made.hash}` === '' &&
    made.pathname.startsWith(wanted.pathname)
  return isBelow ? { kind: 'below', address: made.href } : { kind: 'refused', why: 'leads elsewhere' }
}

function afterRoot(path: string, root: string): string {
  const rest = path.startsWith(root) ? path.slice(root.length) : path
  return rest === '' || /^[/?]/.test(rest) ? rest : path
}

function refusalOf(path: string): string | undefined {
  if (/[\p{C}\p{Zl}\p{Zp}]/u.test(path)) return 'has control characters'
  if (path.includes('\\')) return 'has a backslash'
  if (path.includes('#')) return 'has a fragment, which no server gets'
  if (/^([a-z][a-z0-9+.-]*:)?\/\//i.test(path) || /^(https?|wss?|ftp|file):/i.test(path)) return 'names another address'
  const [names = ''] = path.split('?')
  // Overlong forms of UTF-8, which some servers decode as `.` and `/`.
  if (/%(c[01]|e0%[89]|f0%8)/i.test(names)) return 'has an encoding that is none'
  if (names.split('/').some(leadsUp)) return 'has a part that leads up'
  return undefined
}

/**
 * Matches a step upward, however often it is encoded, with all characters that some servers treat as a dot or a slash.
 */
function leadsUp(part: string): boolean {
  let text = part
  for (let depth = 0; depth < 8 && /%[0-9a-f]{2}/i.test(text); depth++) text = decoded(text)
  const plain = text
    .normalize('NFKC')
    .replace(/[\u3002\uff61]/g, '.')
    .replace(/[\u2044\u2215\u29f8]/g, '/')
  return plain
    .replace(/[\p{C}\s]/gu, '')
    .split(/[/\\]/)
    .some((each) => /^\.{1,2}(;.*)?$/.test(each))
}

function decoded(text: string): string {
  return text.replace(/(%[0-9a-f]{2})+/gi, (run) => {
    const bytes = Buffer.from(run.replaceAll('%', ''), 'hex')
    return bytes.toString('utf8')
  })
}
