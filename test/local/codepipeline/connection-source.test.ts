import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { fetchCommit } from '../../../src/local/codepipeline/providers/connection-source.ts'
import { keepSourceFolders, readSourceFolders } from '../../../src/local/codepipeline/sources/source-folders.ts'
import { buildTrial } from '../../support/build-host.ts'
import { git } from '../../support/git-commands.ts'
import { filesIn } from '../../support/zip-contents.ts'

let trial: Awaited<ReturnType<typeof buildTrial>>
let first: string
const folder = mkdtempSync(join(tmpdir(), 'connection-'))
const [repository, sources, ran] = ['repository', 'state/sources.json', 'ran'].map((name) => join(folder, name)) as [
  string,
  string,
  string,
]

beforeAll(async () => {
  trial = await buildTrial()
  mkdirSync(join(repository, 'bin'), { recursive: true })
  git(repository, 'init', '--quiet', '--initial-branch=main')
  writeFileSync(join(repository, 'text.txt'), 'one\n')
  git(repository, 'add', '.')
  git(repository, 'commit', '--quiet', '--message=First')
  first = git(repository, 'rev-parse', 'HEAD')
  // What a hostile repository would do: filters, text conversion, attributes of archives, hooks, monitors, replacements.
  const program = `touch ${ran}; cat`
  writeFileSync(join(repository, '.gitattributes'), '* filter=evil diff=evil export-subst\ntext.txt export-ignore\n')
  writeFileSync(join(repository, 'text.txt'), 'two $Format:%H$\r\n')
  writeFileSync(join(repository, 'bin/run.sh'), 'go\n')
  chmodSync(join(repository, 'bin/run.sh'), 0o755)
  symlinkSync('../text.txt', join(repository, 'bin/same'))
  git(repository, 'add', '.')
  git(
    repository,
    'commit',
    '--quiet',
    '--message=Second\n\nWith "quotes" and more.',
    '--date=2026-01-02T03:04:05+01:00',
  )
  for (const each of ['clean', 'smudge', 'process']) git(repository, 'config', `filter.evil.${each}`, program)
  git(repository, 'config', 'diff.evil.textconv', program)
  git(repository, 'config', 'core.fsmonitor', program)
  git(repository, 'config', 'core.pager', program)
  for (const name of ['post-checkout', 'reference-transaction', 'pre-auto-gc']) {
    writeFileSync(join(repository, '.git/hooks', name), `#!/bin/sh\n${program}\n`)
    chmodSync(join(repository, '.git/hooks', name), 0o755)
  }
  await keepSourceFolders(sources, [`ada/shop=${repository}`])
})

afterAll(() => {
  trial.close()
  rmSync(folder, { recursive: true, force: true })
})

function fetch(configuration: object = {}, sourceRevisions: readonly object[] = []) {
  const resolvedConfiguration = {
    ConnectionArn: 'arn:aws:codeconnections:eu-west-1:111111111111:connection/1',
    FullRepositoryId: 'ada/shop',
    BranchName: 'main',
    ...configuration,
  }
  const order = trial.order({
    name: 'Fetch',
    resolvedConfiguration,
    outputs: [{ name: 'Code', bucket: 'store', key: 'code' }],
  } as never)
  return fetchCommit(trial.ground.services, sources, {
    ...order,
    execution: { ...order.execution, sourceRevisions },
  } as never)
}

test('the newest commit of a branch is packed as it is stored, and told as the service tells it', async () => {
  const ended = await fetch()
  const CommitId = git(repository, 'rev-parse', 'HEAD')
  const CommitMessage = 'Second\n\nWith "quotes" and more.'
  const summary = JSON.stringify({ ProviderType: 'GitHub', CommitMessage })
  expect(ended).toEqual({
    status: 'Succeeded',
    externalExecutionId: CommitId,
    summary,
    outputVariables: {
      AuthorDate: '2026-01-02T02:04:05Z',
      BranchName: 'main',
      CommitId,
      CommitMessage,
      ConnectionArn: 'arn:aws:codeconnections:eu-west-1:111111111111:connection/1',
      FullRepositoryName: 'ada/shop',
    },
    revision: { revisionId: CommitId, revisionSummary: summary, created: Date.parse('2026-01-02T02:04:05Z') },
  })
  expect(await filesIn(trial.objects.get('code')!)).toEqual({
    '.gitattributes': '* filter=evil diff=evil export-subst\ntext.txt export-ignore\n',
    'bin/run.sh': 'go\n',
    'bin/same': 'two $Format:%H$\r\n',
    'text.txt': 'two $Format:%H$\r\n',
  })
  expect(existsSync(ran)).toBe(false)
})

test('a commit that was asked for is packed', async () => {
  const ended = await fetch({}, [{ actionName: 'Fetch', revisionType: 'COMMIT_ID', revisionValue: first }])
  expect(ended.outputVariables).toMatchObject({ CommitId: first, CommitMessage: 'First' })
  expect(await filesIn(trial.objects.get('code')!)).toEqual({ 'text.txt': 'one\n' })
})

test.each([
  ['a repository without a folder', { FullRepositoryId: 'ada/other' }, [], 'No folder of this machine stands for'],
  ['a name of every object', { FullRepositoryId: 'constructor' }, [], 'No folder of this machine stands for'],
  ['a branch that is missing', { BranchName: 'gone' }, [], 'no branch gone'],
  ['a branch like an option', { BranchName: '--exec=x' }, [], 'no branch --exec=x'],
  ['a commit that is none', {}, ['HEAD'], 'HEAD is no id of a commit'],
  ['a commit that is missing', {}, ['1'.repeat(40)], 'has no commit'],
  ['a clone', { OutputArtifactFormat: 'CODEBUILD_CLONE_REF' }, [], 'CODEBUILD_CLONE_REF'],
])('%s fails the source by name', async (_, configuration, revisions, message) => {
  const asked = revisions.map((revisionValue) => ({ actionName: 'Fetch', revisionType: 'COMMIT_ID', revisionValue }))
  const ended = await fetch(configuration, asked)
  expect(ended).toMatchObject({ status: 'Failed', error: { message: expect.stringContaining(message) } })
})

test('a link that leads out of the repository fails the source', async () => {
  git(repository, 'checkout', '--quiet', '-b', 'leaving')
  symlinkSync('/etc/passwd', join(repository, 'out'))
  git(repository, '-c', 'filter.evil.clean=cat', '-c', 'filter.evil.process=', 'add', 'out')
  git(repository, 'commit', '--quiet', '--message=Out')
  expect((await fetch({ BranchName: 'leaving' })).error?.message).toContain('the link out names no file of the commit')
})

test('sources are kept beside those that are known, and another form is refused', async () => {
  await keepSourceFolders(sources, [`ada/tools=${folder}`])
  expect(await readSourceFolders(sources)).toEqual({ 'ada/shop': repository, 'ada/tools': folder })
  await expect(keepSourceFolders(sources, ['shop'])).rejects.toThrow('is not <owner>/<name>=<folder>')
})
