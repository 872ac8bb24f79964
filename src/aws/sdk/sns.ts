/** What is used of the client: a bundle holds these commands, not all that the package has. */
export { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
