/** Device names of Windows, with any extension (Microsoft, "Naming Files, Paths, and Namespaces"). */
const device = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$/i

/** Whether Windows reserves the name for a device, so that no file can have it there. */
export function isDevice(name: string): boolean {
  return device.test(name.split('.')[0]!)
}

/** Why some file systems cannot have a file at the path; undefined if all can. */
export function portabilityProblem(path: string): string | undefined {
  for (const part of path.split('/')) {
    if (isDevice(part)) return `Windows keeps the name ${JSON.stringify(part)} for a device`
    if (/[. ]$/.test(part)) return `the name ${JSON.stringify(part)} ends with a dot or a space`
    const sign = /[<>:"|?*\\\p{Cc}\p{Cf}]/u.exec(part)?.[0]
    if (sign !== undefined) return `the name ${JSON.stringify(part)} has the sign ${JSON.stringify(sign)}`
  }
  return undefined
}
