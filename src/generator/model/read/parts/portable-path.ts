/** Names of devices on Windows, with any ending (Microsoft, "Naming Files, Paths, and Namespaces"). */
const device = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$/i

/** Whether Windows keeps the name for a device, so that no file can have it there. */
export function isDevice(name: string): boolean {
  return device.test(name.split('.')[0]!)
}

/** Why some file system cannot have a file at the path; undefined when all can. */
export function portabilityProblem(path: string): string | undefined {
  for (const part of path.split('/')) {
    if (isDevice(part)) return `Windows keeps the name ${JSON.stringify(part)} for a device`
    if (/[. ]$/.test(part)) return `the name ${JSON.stringify(part)} ends with a dot or a space`
    const sign = /[<>:"|?*\\\p{Cc}\p{Cf}]/u.exec(part)?.[0]
    if (sign !== undefined) return `the name ${JSON.stringify(part)} has the sign ${JSON.stringify(sign)}`
  }
  return undefined
}
