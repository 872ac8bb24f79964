/** The commands that we use, so that a bundle leaves out the rest of the package. */
export { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
