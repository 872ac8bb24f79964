import { createPrivateKey } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createSecureContext, type SecureContext } from 'node:tls'
import { type Identity, makeAuthority, makeHostIdentity } from './certificate.ts'

/** Makes certificates with which the proxy answers for any host. */
export interface Authority {
  /** PEM file that clients trust. */
  readonly file: string
  contextFor(host: string): SecureContext
}

const name = 'Liftlock local egress'

/** This many certificates are kept, because clients choose the names of hosts. */
const contextLimit = 1000

/** The certificate authority of this user. It is made once, and kept in a folder that only its owner may read. */
export async function openAuthority(folder: string): Promise<Authority> {
  const file = join(folder, 'authority.pem')
  const identity = (await readIdentity(folder)) ?? (await makeIdentity(folder))
  const key = createPrivateKey(identity.key)
  const contexts = new Map<string, SecureContext>()
  return {
    file,
    contextFor(host) {
      const known = contexts.get(host)
      if (known) return known
      if (contexts.size >= contextLimit) contexts.clear()
      const { certificate, key: hostKey } = makeHostIdentity(host, name, key)
      const context = createSecureContext({ cert: certificate + identity.certificate, key: hostKey })
      contexts.set(host, context)
      return context
    },
  }
}

async function readIdentity(folder: string): Promise<Identity | undefined> {
  try {
    const read = (file: string) => readFile(join(folder, file), 'utf8')
    const [certificate, key] = await Promise.all([read('authority.pem'), read('authority-key.pem')])
    return { certificate, key }
  } catch {
    return undefined
  }
}

/** Renaming the folder makes both files appear at once. */
async function makeIdentity(folder: string): Promise<Identity> {
  const identity = makeAuthority(name)
  const building = `${folder}.${process.pid}.tmp`
  await rm(folder, { recursive: true, force: true })
  await mkdir(building, { recursive: true, mode: 0o700 })
  await writeFile(join(building, 'authority.pem'), identity.certificate)
  await writeFile(join(building, 'authority-key.pem'), identity.key, { mode: 0o600 })
  await rename(building, folder)
  return identity
}
