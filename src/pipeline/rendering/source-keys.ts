/*
 * What we upload ourselves has its digest in its key, so a newer object never gets into the way of executions that
 * were rendered or started for an older one.
 */

/** Key of the archive with the toolkit. @param key the one of `liftlock.yml`, such as `toolkit.zip` */
export function toolkitKey(key: string, sha256: string): string {
  return `${stem(key)}/${sha256}.zip`
}

/** Whether a key is one that `toolkitKey` gives. */
export function isToolkitKey(key: string, own: string): boolean {
  const digest = own.slice(-68, -4)
  return /^[0-9a-f]{64}$/.test(digest) && own === toolkitKey(key, digest)
}

/** Key of the bundle of a release. @param key the one of `liftlock.yml`, such as `release.zip` */
export function bundleKey(key: string, release: string): string {
  return `${stem(key)}/${release}.zip`
}

/** Key of the pointer from a version of an application to the release whose bundle was uploaded. */
export function bundleVersionKey(key: string, application: string, version: string): string {
  return `${stem(key)}/versions/${application}/${version}.json`
}

/** Where all bundles of releases lie, as a pattern of IAM. */
export function bundlePattern(key: string): string {
  return `${stem(key)}/*`
}

function stem(key: string): string {
  return key.replace(/\.zip$/, '')
}
