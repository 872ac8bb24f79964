/** What `liftlock --help` says of each stage, in the order of the line; a test holds these to the stages' own words. */
export const summaries: Readonly<Record<string, string>> = {
  validate: 'Say what is wrong with a model, with file, line and what to do.',
  generate: 'Make the application of a model, and run its unit tests.',
  publish: 'Commit a generated tree to another git repository.',
  package: 'Seal an application into a release in the artifact bucket.',
  deploy: 'Bring a CloudFormation stack to the state of a template or a release.',
  'quality-gate': 'Run the modelled scenarios on a deployed environment and measure coverage.',
  promote: 'Bring the bytes that passed the gate into the next environment.',
  verify: 'Check evidence about a release offline: shape, subject, type and signature.',
}
