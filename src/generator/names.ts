/** Converts `GarageVisit` to `garage_visit`. Digits stay with the word before them. */
export function snakeCase(name: string): string {
  return words(name).join('_')
}

/** Converts `ParkingDesk` to `parking-desk`. */
export function kebabCase(name: string): string {
  return words(name).join('-')
}

/**
 * The name of a project's application: `parking-desk` for `ParkingDesk`, `Parking Desk` and `parking-desk`. Accents are
 * removed.
 * @returns undefined if no name can be derived: it must begin with a letter, and only spaces and punctuation are
 * dropped
 */
export function applicationName(project: string): string | undefined {
  const plain = project.normalize('NFD').replace(/\p{M}/gu, '')
  const name = kebabCase(plain)
  return /^[\x20-\x7e]*$/.test(plain) && /^[a-z]/.test(name) ? name : undefined
}

/** Converts `visitCount` to `VisitCount`; the rest of the name stays unchanged. */
export function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}

/** Converts `Garage_Queries` to `GarageQueries`, because logical ids consist of letters and digits. */
export function logicalPart(name: string): string {
  return name
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
}

/** The words of a name in lower case: `visit` and `count` for `visitCount` and `visit_count`. */
export function words(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase())
}

/** The same, for a project whose name was checked. */
export function applicationOf({ name }: { readonly name: string }): string {
  return applicationName(name) ?? kebabCase(name)
}
