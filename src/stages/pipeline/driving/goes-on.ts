/** Whether a status of an execution is not final. */
export function goesOn(status: string | undefined): boolean {
  return status === 'InProgress' || status === 'Stopping'
}
