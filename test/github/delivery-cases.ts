import type { ForgeCase } from './cases.ts'

const drafted: ForgeCase['before'] = (_, forge) =>
  forge.releases.createDraft({ tag: 'v1.0.0', name: 'One', target: 'main' })
const published: ForgeCase['before'] = async (world, forge) => {
  const { id } = (await drafted!(world, forge)) as { id: number }
  return forge.releases.publish(id)
}
const asset = { name: 'shop.tgz', contentType: 'application/gzip', content: Buffer.from('bytes') }
const deployed: ForgeCase['before'] = (_, forge) =>
  forge.deployments.create({ ref: 'main', environment: 'staging', payload: { run: '1' } })
const checked: ForgeCase['before'] = ({ repository }, forge) =>
  forge.checks.create({
    name: 'gate',
    commit: repository.git.resolve('main')!,
    externalId: 'run-1',
    status: 'in_progress',
  })
const remark = { path: 'model.xml', startLine: 1, endLine: 1, level: 'warning', message: 'look' } as const

const releaseCases: readonly ForgeCase[] = [
  {
    name: 'releases.find',
    needs: 'contents',
    before: drafted,
    run: (forge) => forge.releases.find('v1.0.0'),
    gives: { draft: true, name: 'One' },
  },
  {
    name: 'releases.list',
    needs: 'contents',
    before: drafted,
    run: (forge) => forge.releases.list(),
    gives: [{ tag: 'v1.0.0' }],
  },
  {
    name: 'releases.read',
    needs: 'contents',
    before: published,
    run: (forge, _, { id }) => forge.releases.read(id),
    gives: { draft: false, immutable: false },
  },
  {
    name: 'releases.findLatest',
    needs: 'contents',
    before: published,
    run: (forge) => forge.releases.findLatest(),
    gives: { tag: 'v1.0.0' },
  },
  {
    name: 'releases.createDraft',
    needs: 'contents',
    run: (forge) => forge.releases.createDraft({ tag: 'v1.0.0', notes: 'notes', prerelease: true }),
    gives: { tag: 'v1.0.0', notes: 'notes', draft: true, prerelease: true, assets: [], target: 'main' },
  },
  {
    name: 'releases.update',
    needs: 'contents',
    before: drafted,
    run: (forge, _, { id }) => forge.releases.update(id, { notes: 'better' }),
    gives: { name: 'One', notes: 'better', draft: true },
  },
  {
    name: 'releases.uploadAsset',
    needs: 'contents',
    before: drafted,
    run: async (forge, { repository }, { id }) => {
      const { name, bytes, complete } = await forge.releases.uploadAsset(id, asset)
      const [stored] = repository.releases[0]!.assets as readonly { content: Buffer }[]
      return { name, bytes, complete, content: stored!.content.toString() }
    },
    gives: { name: 'shop.tgz', bytes: 5, complete: true, content: 'bytes' },
  },
  {
    name: 'releases.deleteAsset',
    needs: 'contents',
    before: async (world, forge) =>
      forge.releases.uploadAsset(((await drafted!(world, forge)) as { id: number }).id, asset),
    run: async (forge, { repository }, { id }) => {
      await forge.releases.deleteAsset(id)
      return repository.releases[0]!.assets
    },
    gives: [],
  },
  {
    name: 'releases.publish',
    needs: 'contents',
    before: drafted,
    run: async (forge, { repository }, { id }) => {
      const release = await forge.releases.publish(id)
      return { ...release, tagged: repository.git.resolve('refs/tags/v1.0.0') === repository.git.resolve('main') }
    },
    gives: { draft: false, tagged: true },
  },
  { name: 'releases.delete', needs: 'contents', before: drafted, run: (forge, _, { id }) => forge.releases.delete(id) },
]

const deploymentCases: readonly ForgeCase[] = [
  {
    name: 'deployments.list',
    needs: 'deployments',
    before: deployed,
    run: (forge) => forge.deployments.list({ environment: 'staging' }),
    gives: [{ environment: 'staging', payload: { run: '1' }, task: 'deploy', ref: 'main' }],
  },
  {
    name: 'deployments.create',
    needs: 'deployments',
    run: (forge) =>
      forge.deployments.create({
        ref: 'main',
        environment: 'pr-1',
        payload: { run: '2' },
        transient: true,
        description: 'x'.repeat(200),
      }),
    gives: { environment: 'pr-1', description: `${'x'.repeat(139)}…` },
  },
  {
    name: 'deployments.addStatus',
    needs: 'deployments',
    before: deployed,
    mayComeTwice: true,
    run: async (forge, _, { id }) => {
      await forge.deployments.addStatus(id, {
        state: 'success',
        logUrl: 'https://log.example',
        environmentUrl: 'https://shop.example',
      })
      return (await forge.deployments.statuses(id))[0]
    },
    gives: { state: 'success', logUrl: 'https://log.example', environmentUrl: 'https://shop.example' },
  },
  {
    name: 'deployments.statuses',
    needs: 'deployments',
    before: async (world, forge) => {
      const deployment = (await deployed!(world, forge)) as { id: number }
      await forge.deployments.addStatus(deployment.id, { state: 'queued' })
      return deployment
    },
    run: (forge, _, { id }) => forge.deployments.statuses(id),
    gives: [{ state: 'queued' }],
  },
  {
    name: 'deployments.delete',
    needs: 'deployments',
    before: deployed,
    run: (forge, _, { id }) => forge.deployments.delete(id),
  },
]

const checkCases: readonly ForgeCase[] = [
  {
    name: 'checks.list',
    needs: 'checks',
    before: checked,
    run: (forge) => forge.checks.list('main', 'gate'),
    gives: [{ name: 'gate', externalId: 'run-1' }],
  },
  {
    name: 'checks.read',
    needs: 'checks',
    before: checked,
    run: (forge, _, { id }) => forge.checks.read(id),
    gives: { status: 'in_progress', app: 'github-actions' },
  },
  {
    name: 'checks.create',
    needs: 'checks',
    run: async (forge, { repository }) => {
      const annotations = Array.from({ length: 120 }, (_, line) => ({
        ...remark,
        startLine: line + 1,
        endLine: line + 1,
      }))
      const output = { title: 'Gate', summary: 's'.repeat(70_000), annotations }
      const commit = repository.git.resolve('main')!
      const check = await forge.checks.create({
        name: 'gate',
        commit,
        externalId: 'run-2',
        status: 'completed',
        conclusion: 'failure',
        output,
      })
      const stored = repository.checks[0]!.annotations as readonly { start_line: number }[]
      return { ...check, lines: stored.map(({ start_line }) => start_line) }
    },
    gives: {
      status: 'completed',
      conclusion: 'failure',
      title: 'Gate',
      lines: Array.from({ length: 120 }, (_, line) => line + 1),
    },
  },
  {
    name: 'checks.update',
    needs: 'checks',
    before: checked,
    run: (forge, _, { id }) =>
      forge.checks.update(id, { status: 'completed', conclusion: 'success', output: { title: 'Gate', summary: 'ok' } }),
    gives: { conclusion: 'success', summary: 'ok', name: 'gate' },
  },
  {
    name: 'checks.setStatus',
    needs: 'statuses',
    mayComeTwice: true,
    run: async (forge, { repository }) => {
      const commit = repository.git.resolve('main')!
      await forge.checks.setStatus(commit, { context: 'deploy', state: 'success', description: 'done' })
      return forge.checks.statuses(commit)
    },
    gives: [{ context: 'deploy', state: 'success', description: 'done' }],
  },
  { name: 'checks.statuses', needs: 'statuses', run: (forge) => forge.checks.statuses('main'), gives: [] },
  {
    name: 'checks.states',
    needs: 'checks',
    before: checked,
    run: (forge) => forge.checks.states('main'),
    gives: [{ name: 'gate', source: 'check', state: 'pending' }],
  },
  {
    name: 'checks.required',
    needs: 'checks',
    before: async (world, forge) => {
      world.repository.classic.set('main', ['gate', 'lint'])
      return checked!(world, forge)
    },
    run: (forge) => forge.checks.required('main', 'main'),
    gives: [
      { name: 'gate', state: 'pending' },
      { name: 'lint', state: 'missing' },
    ],
  },
]

export const deliveryCases: readonly ForgeCase[] = [...releaseCases, ...deploymentCases, ...checkCases]
