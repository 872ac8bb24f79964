/** Folders in which tools keep passwords, tokens and keys. */
const folders = ['.aws', '.azure', '.docker', '.gnupg', '.kube', '.oci', '.ssh', '.terraform.d', '.vault']

/** Files of the same kind, by the end of their paths. */
const files = [
  ...[
    '.env',
    '.envrc',
    '.git-credentials',
    '.gitconfig',
    '.netrc',
    '_netrc',
    '.npmrc',
    '.yarnrc.yml',
    '.pypirc',
    '.pgpass',
  ],
  ...['.my.cnf', '.boto', '.s3cfg', '.dockercfg', '.vault-token', '.databrickscfg', '.terraformrc', '.htpasswd'],
  ...['id_rsa', 'id_dsa', 'id_ecdsa', 'id_ed25519', 'id_ecdsa_sk', 'id_ed25519_sk'],
  ...['terraform.tfstate', 'terraform.tfstate.backup', 'application_default_credentials.json'],
  ...['.cargo/credentials', '.cargo/credentials.toml', '.composer/auth.json', '.gem/credentials', '.m2/settings.xml'],
  ...['.config/gcloud', '.config/gh', '.config/hub', '.config/pip', '.config/doctl', '.config/op', '.pip/pip.conf'],
]

/** Samples of an environment file, which are usually under version control. */
const sample = /^\.env(\.[\w-]+)*\.(dist|defaults?|example|sample|template)$/

const known = new Set([...folders, ...files])

/**
 * The part of a path that shows that a tool keeps passwords, tokens or keys there, such as `.aws` in
 * `src/.aws/credentials`; undefined for any other path. Case is ignored, as on file systems that do not distinguish it.
 * @param path relative, with `/`
 */
export function secretStep(path: string): string | undefined {
  const steps = path.split('/')
  const lower = steps.map((step) => step.toLowerCase())
  for (const [index, step] of lower.entries()) {
    const environmentFile = step.startsWith('.env.') && !sample.test(step)
    if (known.has(step) || environmentFile) return steps[index]
    if (index > 0 && known.has(`${lower[index - 1]}/${step}`)) return `${steps[index - 1]}/${steps[index]}`
  }
  return undefined
}

/** Whether a file of this name may be a private key, so that its content decides. */
export function mayHoldKey(path: string): boolean {
  return /\.(pem|key|p8|asc|ppk)$/i.test(path)
}

/** How many bytes of a file are searched for a private key. */
export const keyBytes = 64 * 1024

/** Whether the beginning of a file contains a private key (RFC 7468, OpenSSH, PuTTY, OpenPGP). */
export function holdsPrivateKey(beginning: Uint8Array): boolean {
  return /-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----|^PuTTY-User-Key-File-\d/.test(
    Buffer.from(beginning.buffer, beginning.byteOffset, beginning.byteLength).toString('latin1'),
  )
}
