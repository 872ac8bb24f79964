/** What is known about an action of another repository. */
export interface ForeignAction {
  /** The commit that was reviewed and is pinned. */
  readonly commit: string
  readonly version: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
}

/** The only actions of other repositories that workflows may use, each at one commit. */
export const foreignActions: Readonly<Record<string, ForeignAction>> = {
  'actions/cache/restore': {
    commit: '27d5ce7f107fe9357f9df03efb73ab90386fccae',
    version: 'v5.0.5',
    inputs: ['enableCrossOsArchive', 'fail-on-cache-miss', 'key', 'lookup-only', 'path', 'restore-keys'],
    outputs: ['cache-hit', 'cache-matched-key', 'cache-primary-key'],
  },
  'actions/cache/save': {
    commit: '27d5ce7f107fe9357f9df03efb73ab90386fccae',
    version: 'v5.0.5',
    inputs: ['enableCrossOsArchive', 'key', 'path', 'upload-chunk-size'],
    outputs: [],
  },
  'actions/checkout': {
    commit: '3d3c42e5aac5ba805825da76410c181273ba90b1',
    version: 'v7.0.1',
    inputs: ['fetch-depth', 'filter', 'path', 'persist-credentials', 'ref', 'repository', 'ssh-key', 'token'],
    outputs: ['commit', 'ref'],
  },
  'actions/create-github-app-token': {
    commit: '1b10c78c7865c340bc4f6099eb2f838309f1e8c3',
    version: 'v3.1.1',
    inputs: ['client-id', 'private-key', 'owner', 'repositories', 'permission-contents', 'skip-token-revoke'],
    outputs: ['app-slug', 'installation-id', 'token'],
  },
  'actions/download-artifact': {
    commit: '37930b1c2abaa49bbe596cd826c3c89aef350131',
    version: 'v7.0.0',
    inputs: ['artifact-ids', 'github-token', 'merge-multiple', 'name', 'path', 'pattern', 'repository', 'run-id'],
    outputs: ['download-path'],
  },
  'actions/setup-python': {
    commit: 'a309ff8b426b58ec0e2a45f0f869d46889d02405',
    version: 'v6.2.0',
    inputs: ['allow-prereleases', 'check-latest', 'python-version', 'token', 'update-environment'],
    outputs: ['cache-hit', 'python-path', 'python-version'],
  },
  'actions/upload-artifact': {
    commit: 'bbbca2ddaa5d8feaa63e36b76fdaad77386f024f',
    version: 'v7.0.0',
    inputs: ['if-no-files-found', 'name', 'overwrite', 'path', 'retention-days'],
    outputs: ['artifact-digest', 'artifact-id', 'artifact-url'],
  },
}
