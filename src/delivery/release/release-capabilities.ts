/** What the deployment of a release acknowledges when `liftlock.yml` names nothing else. */
export const releaseCapabilities: readonly string[] = ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM']
