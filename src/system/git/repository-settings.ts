/** One setting, by the name that git prints: section and last part in small letters. */
export type Setting = readonly [key: string, value: string]

/** What a value may be. */
const [flag, word] = [/^(true|false|yes|no|on|off|1|0|)$/i, /^[a-z0-9-]{1,20}$/i]

/**
 * All that a repository may say of itself: how its objects, references and files are written down. Everything else of its
 * configuration is left unread, as git knows some forty settings that name a program, under names that nobody can list
 * (`filter.<any>.clean`, `url.<any>.insteadOf`), and gains more.
 */
const admitted: Readonly<Record<string, RegExp>> = {
  'core.repositoryformatversion': /^[01]$/,
  'extensions.objectformat': word,
  'extensions.refstorage': word,
  'core.filemode': flag,
  'core.symlinks': flag,
  'core.ignorecase': flag,
  'core.precomposeunicode': flag,
  'core.trustctime': flag,
  'core.checkstat': word,
  'core.autocrlf': /^(true|false|input)$/i,
  'core.eol': word,
  'core.sparsecheckout': flag,
  'core.sparsecheckoutcone': flag,
  'index.sparse': flag,
  // Where the checkout came from: data for records and messages; git itself is never sent there by this name.
  'remote.origin.url': /^[^\p{Cc}]{1,4096}$/u,
}

/**
 * The settings of a list that count; of several for one name the last one, as with git.
 * @param listed what `git config --list -z` printed
 */
export function admittedSettings(listed: string): readonly Setting[] {
  const settings = new Map<string, string>()
  for (const entry of listed.split('\0')) {
    const end = entry.indexOf('\n')
    // A name alone is `true` (git-config(1), "Syntax").
    const [key, value] = end === -1 ? [entry, 'true'] : [entry.slice(0, end), entry.slice(end + 1)]
    if (Object.hasOwn(admitted, key) && admitted[key]!.test(value)) settings.set(key, value)
  }
  return [...settings]
}

/** As lines of a configuration file. */
export function renderSettings(settings: readonly Setting[]): string {
  return settings.map(([key, value]) => renderSetting(key.split('.'), value)).join('')
}

function renderSetting(parts: readonly string[], value: string): string {
  const [section, name, between] = [parts[0], parts.at(-1), parts.slice(1, -1).join('.')]
  const head = between === '' ? `[${section}]` : `[${section} ${quoted(between)}]`
  return `${head}\n\t${name} = ${quoted(value)}\n`
}

function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}
