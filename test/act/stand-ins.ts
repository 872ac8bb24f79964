import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { foreignActions } from '../../scripts/audit-workflows/foreign-actions.ts'

/*
 * Stand-ins for actions of others that the local runner cannot fetch: composite, with the inputs that our workflows use.
 * `actions/checkout` needs none, the runner has it built in.
 */

/** The token that the stand-in gives for a repository; looks different in each of its spellings. */
export const appTokenFor = (repository: string) => `ghs_${repository}+canary=?`

/**
 * Gives a token for exactly the repository that it was asked for, and refuses what the real one refuses, in its words: a missing input,
 * and a repository on which the App is not installed (`ACT_NOT_INSTALLED`).
 */
const appToken = `
name: stand-in
inputs:
  client-id: {}
  private-key: {}
  owner: {}
  repositories: {}
  permission-contents: {}
  skip-token-revoke: {}
outputs:
  token:
    value: \${{ steps.token.outputs.token }}
runs:
  using: composite
  steps:
    - id: token
      shell: bash
      env:
        GIVEN: \${{ inputs.client-id }}|\${{ inputs.private-key }}|\${{ inputs.owner }}|\${{ inputs.repositories }}|\${{ inputs.permission-contents }}
        REPOSITORY: \${{ inputs.owner }}/\${{ inputs.repositories }}
        TOKEN: ${appTokenFor('${{ inputs.owner }}/${{ inputs.repositories }}')}
      run: |
        [[ "$GIVEN" == *'||'* || "$GIVEN" == '|'* || "$GIVEN" == *'|' ]] && { echo "::error::not all inputs were given"; exit 1; }
        [ "$REPOSITORY" = "$ACT_NOT_INSTALLED" ] && { echo "::error::Not Found - https://docs.github.com/rest/apps/apps#get-a-repository-installation-for-the-authenticated-app"; exit 1; }
        echo "::add-mask::$TOKEN"
        echo "token=$TOKEN" >> "$GITHUB_OUTPUT"
`

/** Copies what was given to a folder of the test. */
const uploadArtifact = `
name: stand-in
inputs:
  name: {}
  path: {}
  if-no-files-found: {}
  overwrite: {}
runs:
  using: composite
  steps:
    - shell: bash
      env:
        NAME: \${{ inputs.name }}
        FILES: \${{ inputs.path }}
      run: |
        mkdir -p "$ACT_ARTIFACTS/$NAME" && [ -d "$FILES" ] && cp -r "$FILES/." "$ACT_ARTIFACTS/$NAME/"
`

const standIns: Readonly<Record<string, string>> = {
  'actions/create-github-app-token': appToken,
  'actions/upload-artifact': uploadArtifact,
}

/** Writes the stand-ins below a folder. @returns the runner's arguments that put them in place of the real ones */
export function writeStandIns(folder: string): string[] {
  return Object.entries(standIns).flatMap(([name, text]) => {
    const place = join(folder, name.replace('/', '-'))
    mkdirSync(place, { recursive: true })
    writeFileSync(join(place, 'action.yml'), text.trimStart())
    return ['--local-repository', `${name}@${foreignActions[name]!.commit}=${place}`]
  })
}
