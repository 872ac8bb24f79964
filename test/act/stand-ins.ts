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
  retention-days: {}
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

/** Copies what was uploaded under the name; like the real one, it fails when there is nothing. */
const downloadArtifact = `
name: stand-in
inputs:
  name: {}
  path: {}
runs:
  using: composite
  steps:
    - shell: bash
      env:
        NAME: \${{ inputs.name }}
        FOLDER: \${{ inputs.path }}
      run: |
        [ -d "$ACT_ARTIFACTS/$NAME" ] || { echo "::error::Unable to download artifact(s): Artifact not found for name: $NAME"; exit 1; }
        mkdir -p "$FOLDER" && cp -r "$ACT_ARTIFACTS/$NAME/." "$FOLDER/"
`

/** Names the Python of that version that the machine has; it changes nothing of the environment, so it must not be asked to. */
const setupPython = `
name: stand-in
inputs:
  python-version: {}
  update-environment: { default: "true" }
outputs:
  python-path:
    value: \${{ steps.python.outputs.path }}
  python-version:
    value: \${{ steps.python.outputs.version }}
runs:
  using: composite
  steps:
    - id: python
      shell: bash
      env:
        VERSION: \${{ inputs.python-version }}
        UPDATE: \${{ inputs.update-environment }}
      run: |
        [ "$UPDATE" = false ] || { echo "::error::this stand-in leaves the environment alone"; exit 1; }
        PLACE=$(command -v "python$VERSION") || { echo "::error::The version '$VERSION' was not found"; exit 1; }
        echo "path=$PLACE" >> "$GITHUB_OUTPUT"
        "$PLACE" -c 'import sys; print("version=%d.%d.%d" % sys.version_info[:3])' >> "$GITHUB_OUTPUT"
`

/** A cache is a folder by its key. Like the real one, a miss leaves the output empty. */
const restoreCache = `
name: stand-in
inputs:
  path: {}
  key: {}
outputs:
  cache-hit:
    value: \${{ steps.restore.outputs.hit }}
runs:
  using: composite
  steps:
    - id: restore
      shell: bash
      env:
        FOLDER: \${{ inputs.path }}
        KEY: \${{ inputs.key }}
      run: |
        [ -d "$ACT_CACHES/$KEY" ] || { echo "Cache not found for input keys: $KEY"; exit 0; }
        mkdir -p "$FOLDER" && cp -r "$ACT_CACHES/$KEY/." "$FOLDER/"
        echo "hit=true" >> "$GITHUB_OUTPUT"
`

/** What is there under a key is never replaced, which is a warning and no failure. */
const saveCache = `
name: stand-in
inputs:
  path: {}
  key: {}
runs:
  using: composite
  steps:
    - shell: bash
      env:
        FOLDER: \${{ inputs.path }}
        KEY: \${{ inputs.key }}
      run: |
        [ -d "$FOLDER" ] || { echo "::warning::Path Validation Error: no such path"; exit 0; }
        [ ! -e "$ACT_CACHES/$KEY" ] || { echo "::warning::Unable to reserve cache with key $KEY"; exit 0; }
        mkdir -p "$ACT_CACHES" && cp -r "$FOLDER" "$ACT_CACHES/$KEY"
`

const standIns: Readonly<Record<string, string>> = {
  'actions/cache/restore': restoreCache,
  'actions/cache/save': saveCache,
  'actions/create-github-app-token': appToken,
  'actions/download-artifact': downloadArtifact,
  'actions/setup-python': setupPython,
  'actions/upload-artifact': uploadArtifact,
}

/** Writes the stand-ins below a folder. @returns the runner's arguments that put them in place of the real ones */
export function writeStandIns(folder: string): string[] {
  const repositories = Object.entries(standIns).map(([name, text]) => {
    const place = join(folder, name)
    mkdirSync(place, { recursive: true })
    writeFileSync(join(place, 'action.yml'), text.trimStart())
    const repository = name.split('/', 2).join('/')
    return `${repository}@${foreignActions[name]!.commit}=${join(folder, repository)}`
  })
  return [...new Set(repositories)].flatMap((mapping) => ['--local-repository', mapping])
}
