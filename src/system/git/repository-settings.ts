/** One setting, named as git prints it: section and last part in lower case. */
export type Setting = readonly [key: string, value: string]

/** The values that it may have. */
const [flag, word] = [/^(true|false|yes|no|on|off|1|0|)$/i, /^[a-z0-9-]{1,20}$/i]

/**
 * The only settings that a repository may make: how its objects, references and files are stored. All other settings
 * are ignored. About forty settings of git name a program, some under free names such as `filter.<any>.clean` and
 * `url.<any>.insteadOf`, and later versions add more.
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
  // The origin of the checkout, for records and messages only; git never connects to it by this name.
  'remote.origin.url': /^[^\p{Cc}]{1,4096}$/u,
}

/**
 * Chooses the settings that count; of repeated settings the last one, as git does.
 * @param listed output of `git config --list -z`
 */
export function admittedSettings(listed: string): readonly Setting[] {
  const settings = new Map<string, string>()
  for (const entry of listed.split('\0')) {
    const end = entry.indexOf('\n')
    // A name without a value means `true` (git-config(1), "Syntax").
    const [key, value] = end === -1 ? [entry, 'true'] : [entry.slice(0, end), entry.slice(end + 1)]
    if (Object.hasOwn(admitted, key) && admitted[key]!.test(value)) settings.set(key, value)
  }
  return [...settings]
}

/** The settings as lines of a configuration file. */
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
