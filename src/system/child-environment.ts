/**
 * The variables of this process that a child process may have: a list of names, because what is not known to be harmless is a secret
 * until shown otherwise. Names compare as the system does.
 */

/** Where programs are found and how they speak. */
const ofThePlace = [
  ...['PATH', 'HOME', 'USERPROFILE', 'SYSTEMROOT', 'TMPDIR', 'TEMP', 'TMP'],
  ...['LANG', 'LC_ALL', 'LC_CTYPE', 'LC_MESSAGES', 'TZ'],
  // Where a Python that was put together elsewhere finds its own library (actions/setup-python), and which one pyenv starts.
  ...['LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'PYENV_ROOT', 'PYENV_VERSION'],
] as const

/** How packages are fetched: proxies (libcurl, requests), certificates (OpenSSL, requests), and pip's own settings (pip, "Configuration"). */
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

/**
 * What a program of ours gets of the environment.
 * @param packageIndex whether it fetches packages
 */
export function childEnvironment(outer: NodeJS.ProcessEnv, packageIndex: boolean): Record<string, string> {
  return named(outer, packageIndex ? [...ofThePlace, ...ofTheIndex] : ofThePlace)
}

/**
 * What code of others gets: nothing of this user but the time zone and where Python's own library lies. The AWS SDK finds a region, as it
 * does in a function, and does not look for the role of this machine.
 * @param folder is its home and its temporary folder
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
