/** Bytes of a function unzipped, layers included: 250 MB, counted by 1,048,576 bytes (Lambda quotas, "Deployment package size"). */
export const functionBytes = 250 * 1_048_576

/** The same in words. */
export const functionLimit = 'Lambda takes 250 MB unzipped'
