/**
 * Largest template inside a request, in bytes. A larger one has to be in a bucket (CloudFormation user guide,
 * "Quotas").
 */
export const inlineTemplateBytes = 51_200

/**
 * Largest template in a bucket, in bytes. The quota says 1 MB, and the service refuses more with
 * "Template may not exceed 1000000 bytes in size."
 */
export const largestTemplateBytes = 1_000_000
