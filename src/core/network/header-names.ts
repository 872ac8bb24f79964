/** Carries the API key of a GraphQL call (AppSync developer guide, "API_KEY authorization"). */
export const apiKeyHeader = 'x-api-key'
