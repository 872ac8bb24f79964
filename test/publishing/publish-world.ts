import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import type { z } from 'zod'
import type { Git } from '../../src/core/ports/git.ts'
import { describeStage } from '../../src/core/run/describe.ts'
import { readInputs } from '../../src/core/run/run.ts'
import { sha256 } from '../../src/core/sha256.ts'
import { renderIndex } from '../../src/generator/generated-index.ts'
import { publish } from '../../src/stages/publish/stage.ts'
import { writeBareRepository } from '../support/bare-repository.ts'
import { blobTexts, git, gitAll } from '../support/git-commands.ts'
import { type TestContext, testContext } from '../support/test-context.ts'

/** Files by path. */
export type Tree = Readonly<Record<string, string>>

/** How a commit of the model is published. */
interface Publishing {
  /** Options of git-clone(1) for the checkout; with some, it stays at the newest commit. */
  readonly clone?: readonly string[]
  readonly inputs?: Readonly<Record<string, string>>
  readonly context?: TestContext
}

type Outputs = z.output<typeof publish.outputs>

/** A model repository with its checkout, a target repository, and a folder for generated trees; all real. */
export interface PublishWorld {
  readonly folder: string
  /** Checkout of the model. */
  readonly model: string
  /** Bare repository that the model is pushed to. */
  readonly modelRemote: string
  /** Bare repository that is published to. */
  readonly target: string
  readonly context: TestContext
  /** Runs git and gives what it printed, without the last newline. */
  git(folder: string, ...args: readonly string[]): string
  /** Commits a new state of a file of the model, `config.xml` by default, pushes it, and gives the commit. */
  changeModel(text: string, path?: string): string
  /** Writes a tree with its index, as `generate` would, and gives its folder. */
  generated(files: Tree, name?: string): string
  /** Runs the stage with the world's model and target. */
  publish(inputs?: Readonly<Record<string, string>>, context?: TestContext): Promise<Outputs>
  /** Publishes a commit of the model from a checkout of its own, with a tree whose template is the text. */
  publishCommit(commit: string, text: string, publishing?: Publishing): Promise<Outputs>
  /** A commit by a person on the branch `main` of the target; `undefined` removes a file. */
  commitByHand(files: Readonly<Record<string, string | undefined>>): string
  /** Makes all commits of the branch `main` of the target one, with a message. */
  rewrite(message: string): void
  /** A hook of the target (githooks(5)), as a shell script. */
  hook(name: string, script: string): void
  /** The files at the tip of a branch of the target. */
  published(branch?: string): Tree
  /** Every reference of the target with what it is at, a line each. */
  references(): string
  /** How many commits a branch of the target has; 0 when there is no such branch. */
  commits(branch?: string): number
  close(): void
}

/** A world in a temporary folder; `close` it. */
export function publishWorld(): PublishWorld {
  const folder = mkdtempSync(join(tmpdir(), 'liftlock-publish-test-'))
  const at = (name: string) => join(folder, name)
  const [model, modelRemote, target] = [at('model'), at('acme/shop-model.git'), at('acme/shop-backend.git')]
  // As hosts of repositories do: parts of a history may be asked for.
  for (const bare of [modelRemote, target])
    writeBareRepository(bare, '[uploadpack]\n\tallowFilter = true\n\tallowAnySHA1InWant = true\n')
  git(folder, 'init', '--quiet', '--initial-branch=main', model)
  git(model, 'remote', 'add', 'origin', modelRemote)
  const world: PublishWorld = {
    folder,
    model,
    modelRemote,
    target,
    context: testContext(),
    git,
    changeModel(text, path = 'config.xml') {
      write(model, { [path]: text })
      return gitAll(
        model,
        ['add', '-A'],
        ['commit', '--quiet', '--allow-empty', '-m', `The model says ${text}`],
        ['push', '--quiet', 'origin', 'HEAD:main'],
        ['rev-parse', 'HEAD'],
      )
    },
    generated(files, name = 'tree') {
      rmSync(at(name), { recursive: true, force: true })
      const index = Object.fromEntries(Object.entries(files).map(([path, text]) => [path, sha256(text)]))
      write(at(name), { ...files, '.liftlock/generated.json': renderIndex(index) })
      return at(name)
    },
    publish(inputs = {}, context = world.context) {
      const given: Readonly<Record<string, string>> = { source: at('tree'), model, repository: target, ...inputs }
      return publish.run(readInputs(publish, describeStage(publish), { input: (name) => given[name] }), context)
    },
    publishCommit(commit, text, { clone = [], inputs = {}, context = testContext() } = {}) {
      const checkout = mkdtempSync(at('checkout-'))
      const checkOut = clone.length === 0 ? [['-C', checkout, 'checkout', '--quiet', commit]] : []
      gitAll(folder, ['clone', '--quiet', ...clone, `file://${modelRemote}`, checkout], ...checkOut)
      const tree = { 'template.json': text, 'lib/same.py': 'same' }
      const source = world.generated(tree, `tree-of-${basename(checkout)}`)
      return world.publish({ model: checkout, source, ...inputs }, context)
    },
    commitByHand(files) {
      const clone = at('by-hand')
      git(folder, 'clone', '--quiet', target, clone)
      write(clone, files)
      const commit = gitAll(
        clone,
        ['add', '-A'],
        ['commit', '--quiet', '-m', 'By hand'],
        ['push', '--quiet', 'origin', 'HEAD:main'],
        ['rev-parse', 'HEAD'],
      )
      rmSync(clone, { recursive: true })
      return commit
    },
    rewrite(message) {
      const made = git(target, 'commit-tree', 'main^{tree}', '-m', message)
      git(target, 'update-ref', 'refs/heads/main', made)
    },
    hook(name, script) {
      write(target, { [`hooks/${name}`]: `#!/bin/sh\n${script}\n` })
      chmodSync(join(target, 'hooks', name), 0o755)
    },
    published(branch = 'main') {
      const listed = git(target, 'ls-tree', '-r', '-z', branch).split('\0').filter(Boolean)
      const entries = listed.map((entry) => /^\d+ blob (\w+)\t(.+)$/s.exec(entry)!)
      const texts = blobTexts(
        target,
        entries.map(([, id]) => id!),
      )
      return Object.fromEntries(entries.map(([, , path], index) => [path!, texts[index]!]))
    },
    references: () => git(target, 'for-each-ref', '--format=%(objectname) %(refname)'),
    commits(branch = 'main') {
      const listed = git(target, 'for-each-ref', '--format=%(refname)', `refs/heads/${branch}`)
      return listed === '' ? 0 : Number(git(target, 'rev-list', '--count', branch))
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
  return world
}

/** A git whose temporary repositories wait for something of the test's own before each command. */
export function watchedGit(git: Git, before: (args: readonly string[]) => unknown): Git {
  return {
    ...git,
    temporary: (remote, work) =>
      git.temporary(remote, (repository) =>
        work({
          async run(args, options) {
            await before(args)
            return repository.run(args, options)
          },
        }),
      ),
  }
}

/** The index that a tree has. */
export function indexOf(folder: string): string {
  return readFileSync(join(folder, '.liftlock/generated.json'), 'utf8')
}

function write(folder: string, files: Readonly<Record<string, string | undefined>>): void {
  for (const [path, text] of Object.entries(files)) {
    if (text === undefined) rmSync(join(folder, path), { recursive: true })
    else {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
  }
}
