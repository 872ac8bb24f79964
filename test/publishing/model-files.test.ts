import { cpSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { Files } from '../../src/core/ports/files.ts'
import { describeStage } from '../../src/core/run/describe.ts'
import { readInputs } from '../../src/core/run/run.ts'
import { sha256 } from '../../src/core/sha256.ts'
import { readModel } from '../../src/generator/model/read-model.ts'
import { generate } from '../../src/stages/generate/stage.ts'
import { nodeFiles } from '../../src/system/node-files.ts'
import { packageRoot } from '../../src/system/package-root.ts'
import { testContext } from '../support/test-context.ts'
import { type PublishWorld, publishWorld } from './publish-world.ts'

let world: PublishWorld

beforeEach(() => {
  world = publishWorld()
  world.generated({ 'template.json': '{}' })
  cpSync(join(packageRoot(), 'examples', 'parking'), world.model, { recursive: true })
  mkdirSync(join(world.model, 'templates', 'deep'), { recursive: true })
  for (const path of ['templates/deep/mail', 'notes.txt', 'lib/data.csv', 'requirements.txt', 'domain/notes.md'])
    writeFileSync(join(world.model, path), 'text\n')
})
afterEach(() => world.close())

/** Commits everything that lies there, whatever `.gitignore` says. */
function commitAll(): void {
  world.git(world.model, 'add', '--all', '--force')
  world.git(world.model, 'commit', '--quiet', '-m', 'All of it')
}

/** Files of the machine, and what was read below a folder, by paths from there. */
function watchedFiles(folder: string): { readonly files: Files; readonly read: Set<string> } {
  const read = new Set<string>()
  const note = (path: string) => {
    const inside = relative(folder, path)
    if (!inside.startsWith('..')) read.add(inside)
    return path
  }
  const files: Files = {
    ...nodeFiles,
    readText: (path) => nodeFiles.readText(note(path)),
    readBytes: (path) => nodeFiles.readBytes(note(path)),
    findText: (path) => nodeFiles.findText(note(path)),
    stream: (path, ...range) => nodeFiles.stream(note(path), ...range),
  }
  return { files, read }
}

/** What a publication says is in no commit; nothing when it is published. */
async function uncommitted(inputs: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
  const context = testContext()
  const reason = await world.publish({ 'plan-only': 'true', ...inputs }, context).then(
    () => undefined,
    (error) => error.reason,
  )
  const paths = context.findings.map(({ text }) => text.replace(' is not committed', ''))
  expect(reason).toBe(paths.length === 0 ? undefined : 'model-uncommitted')
  return paths
}

test('generate reads no file of a model that a publication does not look at', async () => {
  const { files, read } = watchedFiles(world.model)
  const given: Readonly<Record<string, string>> = {
    model: world.model,
    out: join(world.folder, 'out'),
    'no-tests': 'true',
  }
  const inputs = readInputs(generate, describeStage(generate), { input: (name) => given[name] })
  await generate.run(inputs, testContext({ files }))
  const expected = ['config.xml', 'meta.json', 'requirements.lock', 'lib/Pricing.py', 'templates/deep/mail']
  expect([...read]).toEqual(expect.arrayContaining(expected))

  // Only a model that names a bucket makes generate read this file.
  const lookedAt = [...read, 'liftlock.yml'].sort()
  world.git(world.model, 'commit', '--quiet', '--allow-empty', '-m', 'Nothing')
  expect(await uncommitted()).toEqual(lookedAt)
  writeFileSync(join(world.model, '.gitignore'), '*\n')
  expect(await uncommitted()).toEqual(lookedAt)
  commitAll()
  expect(await uncommitted()).toEqual([])
  for (const path of lookedAt) writeFileSync(join(world.model, path), '\n', { flag: 'a' })
  expect(await uncommitted()).toEqual(lookedAt)
  for (const path of lookedAt) rmSync(join(world.model, path))
  expect(await uncommitted()).toEqual(lookedAt)
}, 30_000)

test('a model in the compiled form is looked at with what is read beside it, and nothing else', async () => {
  const compiled = join(world.model, 'model.bin')
  writeFileSync(compiled, '<model/>')
  const { files, read } = watchedFiles(world.model)
  await readModel(files, compiled)
  expect([...read]).toEqual(expect.arrayContaining(['model.bin', 'lib/Pricing.py', 'templates/deep/mail']))

  world.git(world.model, 'commit', '--quiet', '--allow-empty', '-m', 'Nothing')
  writeFileSync(join(world.model, '.gitignore'), '*\n')
  expect(await uncommitted({ model: compiled })).toEqual(['liftlock.yml', ...read].sort())
  commitAll()
  expect(await uncommitted({ model: compiled })).toEqual([])
})

test.each(['requirements.lock', 'meta.json', 'lib/New.py', 'views/New.xml', 'templates/new'])(
  'a %s that git was told to ignore is named, and nothing is published',
  async (path) => {
    rmSync(join(world.model, path), { force: true })
    writeFileSync(join(world.model, '.gitignore'), `${path}\nbuild\n.venv\n`)
    commitAll()
    writeFileSync(join(world.model, path), 'mine')
    for (const other of ['build', '.venv/lib']) mkdirSync(join(world.model, other), { recursive: true })
    for (const other of ['build/report.xml', '.venv/lib/site.py']) writeFileSync(join(world.model, other), 'mine')
    expect(await uncommitted()).toEqual([path])
    expect(world.commits()).toBe(0)
  },
)

test('a report that lies in the checkout is no model, and a compiled model in any file is', async () => {
  commitAll()
  const reports = {
    'junit.xml':
      '<?xml version="1.0"?>\n<!-- made by <draftsman> -->\n<testsuites><testsuite name="draftsman"/></testsuites>',
    'coverage/cobertura.xml': '<!DOCTYPE coverage SYSTEM "coverage-04.dtd">\n<coverage/>',
    'site/index.xml': '\ufeff<xhtml:html xmlns:xhtml="http://www.w3.org/1999/xhtml"/>',
  }
  const models = {
    'any/name.xml': '<?xml version="1.0"?>\n<!-- <testsuites> -->\n<draftsman project-name="any"/>',
    'copy.xml': '<model:draftsman xmlns:model="x">',
    'damaged.xml': 'draftsman',
  }
  for (const [path, text] of Object.entries({ ...reports, ...models })) {
    mkdirSync(dirname(join(world.model, path)), { recursive: true })
    writeFileSync(join(world.model, path), text)
  }
  expect(await uncommitted()).toEqual(Object.keys(models).sort())
})

test('a file behind a link counts as the file that it is', async () => {
  renameSync(join(world.model, 'templates'), join(world.model, 'texts'))
  symlinkSync('texts', join(world.model, 'templates'))
  writeFileSync(join(world.model, '.gitignore'), 'texts/new\n')
  commitAll()
  expect(await uncommitted()).toEqual([])
  writeFileSync(join(world.model, 'texts', 'new'), 'mine')
  expect(await uncommitted()).toEqual(['texts/new'])
})

test('a checkout with the model in a folder is looked at there, whether or not that folder is named', async () => {
  writeFileSync(join(world.model, '.gitignore'), 'requirements.lock\n')
  const all = ['config.xml', 'meta.json', 'lib', 'domain', 'commands', 'views', 'templates', 'requirements.lock']
  mkdirSync(join(world.model, 'shop'))
  for (const name of all) renameSync(join(world.model, name), join(world.model, 'shop', name))
  rmSync(join(world.model, 'shop', 'requirements.lock'))
  commitAll()
  expect(await uncommitted()).toEqual([])
  writeFileSync(join(world.model, 'shop', 'requirements.lock'), 'mine')
  expect(await uncommitted()).toEqual(['shop/requirements.lock'])
  expect(await uncommitted({ model: join(world.model, 'shop') })).toEqual(['requirements.lock'])
})

test('what is committed in a submodule is committed', async () => {
  const texts = join(world.folder, 'texts')
  renameSync(join(world.model, 'templates'), texts)
  world.git(world.folder, 'init', '--quiet', texts)
  world.git(texts, 'add', '--all')
  world.git(texts, 'commit', '--quiet', '-m', 'Texts')
  world.git(world.model, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', texts, 'templates')
  commitAll()
  expect(await uncommitted()).toEqual([])
  writeFileSync(join(world.model, 'templates', 'new'), 'mine')
  expect(await uncommitted()).toContain('templates/new')
})

test('a file of Git LFS that is what its pointer names is no change, and any other is', async () => {
  const content = 'a picture\n'
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256(content)}\nsize ${content.length}\n`
  const picture = join(world.model, 'lib', 'picture.png')
  writeFileSync(picture, pointer)
  writeFileSync(join(world.model, 'lib', 'long name of a picture.png'), pointer)
  commitAll()

  writeFileSync(picture, content)
  writeFileSync(join(world.model, 'lib', 'long name of a picture.png'), content)
  expect(await uncommitted()).toEqual([])

  writeFileSync(picture, `${content}changed\n`)
  const changed = await uncommitted()
  expect(changed).toHaveLength(1)
  expect(changed[0]).toContain('lib/picture.png')
})
