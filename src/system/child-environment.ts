/**
 * The variables of this process that a child process may have. This is a list of allowed names, because any other
 * variable could hold a secret. Names compare as on this system.
 */

/** Variables that locate programs, and set the language of their output. */
const ofThePlace = [
  ...['PATH', 'HOME', 'USERPROFILE', 'SYSTEMROOT', 'TMPDIR', 'TEMP', 'TMP'],
  ...['LANG', 'LC_ALL', 'LC_CTYPE', 'LC_MESSAGES', 'TZ'],
  // Where a relocated Python finds its own library (actions/setup-python), and which Python pyenv starts.
  ...['LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'PYENV_ROOT', 'PYENV_VERSION'],
] as const

/**
 * Settings for fetching packages: proxies (libcurl, requests), certificates (OpenSSL, requests), and pip's own settings
 * (pip, "Configuration").
 */
const ofTheIndex = [
  ...['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'NO_PROXY', 'https_proxy', 'http_proxy', 'all_proxy', 'no_proxy'],
  ...[
    'SSL_CERT_FILE',
    'SSL_CERT_DIR',
    'REQUESTS_CA_BUNDLE',
    'CURL_CA_BUNDLE',
    'NETRC',
    'XDG_CACHE_HOME',
    'XDG_CONFIG_HOME',
  ],
  ...['INDEX_URL', 'EXTRA_INDEX_URL', 'NO_INDEX', 'FIND_LINKS', 'TRUSTED_HOST', 'CERT', 'CLIENT_CERT', 'PROXY'].map(
    ofPip,
  ),
  ...['CONFIG_FILE', 'TIMEOUT', 'DEFAULT_TIMEOUT', 'RETRIES', 'CACHE_DIR', 'NO_CACHE_DIR', 'KEYRING_PROVIDER'].map(
    ofPip,
  ),
] as const

function ofPip(name: string): string {
  return `PIP_${name}`
}

/** The environment of a program of ours. @param packageIndex whether it fetches packages */
export function childEnvironment(outer: NodeJS.ProcessEnv, packageIndex: boolean): Record<string, string> {
  return named(outer, packageIndex ? [...ofThePlace, ...ofTheIndex] : ofThePlace)
}

/**
 * The environment of code of others: nothing of this user, except the time zone and the place of Python's own library.
 * The AWS SDK finds a region, as in a function, and does not search for the role of this machine.
 * @param folder its home and its temporary folder
 */
export function foreignEnvironment(outer: NodeJS.ProcessEnv, folder: string): Record<string, string> {
  return {
    ...named(outer, ['TZ', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'SYSTEMROOT']),
    PATH: '/usr/local/bin:/usr/bin:/bin',
    LANG: 'C.UTF-8',
    HOME: folder,
    TMPDIR: folder,
    PYTHONNOUSERSITE: '1',
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONUTF8: '1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
  }
}

function named(outer: NodeJS.ProcessEnv, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (outer[name] ? [[name, outer[name]] as const] : [])))
}
