/** What is used of the client: a bundle holds these commands, not all that the package has. */
export { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
