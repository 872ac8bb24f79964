/** `GarageVisit` to `garage_visit`, `ParkingDesk` to `parking_desk`; digits stay with the word before them. */
export function snakeCase(name: string): string {
  return words(name).join('_')
}

/** `ParkingDesk` to `parking-desk`. */
export function kebabCase(name: string): string {
  return words(name).join('-')
}

/**
 * The name of the application of a project: `ParkingDesk`, `Parking Desk` and `parking-desk` give `parking-desk`. Accents go.
 * @returns undefined when none follows: it begins with a letter, and only spaces and punctuation are left out
 */
export function applicationName(project: string): string | undefined {
  const plain = project.normalize('NFD').replace(/\p{M}/gu, '')
  const name = kebabCase(plain)
  return /^[\x20-\x7e]*$/.test(plain) && /^[a-z]/.test(name) ? name : undefined
}

/** `visitCount` to `VisitCount`; the rest of the name stays as it is. */
export function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}

/** `Garage_Queries` to `GarageQueries`: logical ids are letters and digits. */
export function logicalPart(name: string): string {
  return name
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
}

/** The words of a name in small letters: `visitCount` and `visit_count` have `visit` and `count`. */
export function words(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase())
}

/** The same, of a project whose name was checked. */
export function applicationOf({ name }: { readonly name: string }): string {
  return applicationName(name) ?? kebabCase(name)
}
