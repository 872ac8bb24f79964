/**
 * Largest unzipped function with its layers, in bytes: 250 MB of 1,048,576 bytes (Lambda quotas, "Deployment package
 * size").
 */
export const functionBytes = 250 * 1_048_576

/** The limit in words. */
export const functionLimit = 'Lambda accepts at most 250 MB unzipped'
