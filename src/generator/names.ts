/** `GarageVisit` to `garage_visit`, `ParkingDesk` to `parking_desk`; digits stay with the word before them. */
export function snakeCase(name: string): string {
  return words(name).join('_')
}

/** `ParkingDesk` to `parking-desk`. */
export function kebabCase(name: string): string {
  return words(name).join('-')
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

function words(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase())
}
