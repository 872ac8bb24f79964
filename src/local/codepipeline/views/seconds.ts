/** Epoch seconds with a fraction, as JSON of the service has times. */
export function seconds(milliseconds: number): number {
  return milliseconds / 1000
}
