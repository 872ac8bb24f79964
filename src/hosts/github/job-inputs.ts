import type { Field } from '../../core/run/describe.ts'

/** Inputs that every action has besides those of its stage. */
export const jobInputs: readonly Field[] = [
  {
    key: 'card',
    name: 'card',
    description:
      'Whether the pull request gets a comment with what this step found, one for all jobs: always, changes-only (not while nothing changes), or never.',
    kind: 'choice',
    choices: ['always', 'changes-only', 'never'],
    required: false,
    default: 'never',
  },
  {
    key: 'githubToken',
    name: 'github-token',
    description: 'Token for the API of GitHub; a secret. Default: the token of the job.',
    kind: 'text',
    choices: [],
    required: false,
    jobDefault: '${{ github.token }}',
  },
]

/** Their names. */
export const jobInputNames: readonly string[] = jobInputs.map(({ name }) => name)
