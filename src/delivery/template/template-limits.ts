/** Bytes of a template that CloudFormation takes inside a request; a larger one goes through a bucket (user guide, "Quotas"). */
export const inlineTemplateBytes = 51_200

/**
 * Bytes of a template that CloudFormation takes from a bucket. The quota says 1 MB, and the service refuses more with
 * "Template may not exceed 1000000 bytes in size."
 */
export const largestTemplateBytes = 1_000_000
