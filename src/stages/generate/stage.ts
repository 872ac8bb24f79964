import { join, resolve } from 'node:path'
import { z } from 'zod'
import { flag } from '../../core/inputs/kinds.ts'
import type { Context } from '../../core/run/context.ts'
import { defineStage } from '../../core/run/stage.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { sha256 } from '../../core/sha256.ts'
import { countOf } from '../../core/text/count-of.ts'
import { artifactBucketsNear } from '../../delivery/environment/artifact-buckets.ts'
import { folderOf } from '../../delivery/folder-of.ts'
import { renderAssist } from '../../generator/assist/render-assist.ts'
import { generate as generateTree } from '../../generator/generate.ts'
import { compareTrees, renderIndex } from '../../generator/generated-index.ts'
import { refuseOtherProject } from '../../generator/infrastructure/other-project.ts'
import { loadResources } from '../../generator/load-resources.ts'
import { checkModel } from '../../generator/model/check-model.ts'
import { applicationOf } from '../../generator/names.ts'
import { expectedCases } from '../../generator/python/unit-tests/expected-cases.ts'
import { readAssist, writeAssist } from './assist-files.ts'
import { lockDependencies } from './lock-dependencies.ts'
import { refuseDifference, refuseHandEdits } from './refusals.ts'
import { readTestRecord } from './test-record.ts'
import { runUnitTests, type UnitTestOptions } from './unit-tests.ts'
import {
  type ApplicationState,
  indexOf,
  readState,
  swapIn,
  withTemporaryFolder,
  writeTree,
} from './write-application.ts'

/** Turns a model folder into an application tree and the results of its unit tests. */
export const generate = defineStage({
  name: 'generate',
  positional: 'model',
  inputs: z.object({
    model: z.string().describe('Folder of the model, or a model in one compiled file.'),
    out: z
      .string()
      .optional()
      .describe('Folder for the result; app/, assist/ and report/ are written inside. Default: build/<application>.'),
    check: flag().describe('Compare with the existing files, and write nothing.'),
    noTests: flag().describe('Skip the unit tests.'),
    lock: flag().describe('First make requirements.lock of the model anew from the dependencies in config.xml.'),
    overwrite: flag().describe('Replace files that were edited by hand, and remove files that were not generated.'),
  }),
  outputs: z.object({
    outcome: z.enum(['succeeded', 'no-changes']).describe('Whether anything was written.'),
    source: z.string().describe('Folder of the application, for the input source of package and publish.'),
    assist: z.string().describe('Folder of the files that help to write a user interface.'),
    tree: z.string().describe('SHA-256 over all files of the application.'),
    assistTree: z.string().describe('SHA-256 over all files in the folder `assist`.'),
    files: z.number().describe('How many files the application has.'),
    written: z.number().describe('How many files were new or changed.'),
    unitTests: z.number().optional().describe('How many unit tests passed.'),
    junit: z.string().optional().describe('JUnit report of the unit tests.'),
  }),

  async run({ model: path, out, check, noTests, lock, overwrite }, context) {
    const { files, report } = context
    if (lock && check)
      throw new StageError('input-invalid', 'lock writes a file, and check writes none', {
        hint: 'give one of the two',
      })
    if (lock) await lockDependencies(path, context)
    const [model, resources] = await Promise.all([
      checkModel(path, artifactBucketsNear(files, path), context),
      loadResources(files, context.folders.toolkit),
    ])
    const tree = generateTree(model, resources)
    const target = resolve(out ?? join('build', applicationOf(model)))
    const [app, reports] = [join(target, 'app'), join(target, 'report')]
    const index = indexOf(tree)
    const digest = sha256(renderIndex(index))
    if (!overwrite) await refuseOtherProject(files, app, model)
    const state = await readState(files, app)
    const difference = compareTrees(index, state.former, state.present)
    const assist = await readAssist(files, join(target, 'assist'), renderAssist(model))

    for (const [part, place, damage] of [
      [difference, app, state.damage],
      [assist.difference, assist.folder, assist.damage],
    ] as const) {
      if (damage) report({ kind: 'warning', text: damage.message })
      if (check) refuseDifference(part, place, report)
      if (!overwrite) refuseHandEdits(part, place, report)
    }
    const changes = Object.values(difference).flat().length
    const unchanged = changes === 0 && isComplete(state)
    const known = noTests ? undefined : await readTestRecord(files, reports, digest)
    const outputs = {
      source: app,
      assist: assist.folder,
      tree: digest,
      assistTree: assist.digest,
      files: tree.size,
      written: changes,
    }
    if (check || (unchanged && assist.unchanged && (noTests || known))) {
      report({
        kind: 'note',
        closing: true,
        text: `${countOf(tree.size, 'file')} unchanged${known ? `, ${countOf(known.passed, 'unit test')} passed before` : ''}`,
      })
      return { outcome: 'no-changes', ...outputs, ...testOutputs(known) }
    }

    const write = async (put: (staged: string) => Promise<void>) =>
      withTemporaryFolder(files, app, async (temporaryFolder) => {
        const staged = join(temporaryFolder, 'app')
        await writeTree(files, staged, tree, index)
        await put(staged)
      })
    const modelFolder = await folderOf(files, path)
    const options = { tree, digest, expected: expectedCases(model), reports, model: modelFolder, lock: model.lock }
    const tests = noTests ? undefined : (known ?? (await testOrKeep(context, options, app, write)))
    // The application is written after the tests have ended, so that code of the model never touches what is packaged.
    if (!unchanged) await write((staged) => swapIn(files, staged, app))
    if (!assist.unchanged) await writeAssist(files, assist)
    report({
      kind: 'note',
      closing: true,
      text: `${countOf(changes, 'file')} of ${tree.size} written${tests ? `, ${countOf(tests.passed, 'unit test')} passed` : ''}`,
    })
    return { outcome: unchanged && assist.unchanged ? 'no-changes' : 'succeeded', ...outputs, ...testOutputs(tests) }
  },
})

/** When a unit test fails, keeps the last good application in place and writes the failed one beside it. */
async function testOrKeep(
  context: Context,
  options: UnitTestOptions,
  application: string,
  write: (put: (staged: string) => Promise<void>) => Promise<void>,
) {
  try {
    return await runUnitTests(context, options)
  } catch (error) {
    if (error instanceof StageError && error.reason === 'unit-tests-failed')
      await write((staged) => keepRejected(context, staged, `${application}.rejected`))
    throw error
  }
}

async function keepRejected({ files, report }: Context, staged: string, rejected: string): Promise<void> {
  await files.remove(rejected)
  await files.rename(staged, rejected)
  report({ kind: 'note', text: `what failed is kept in ${rejected}` })
}

function isComplete({ former }: ApplicationState): boolean {
  return Object.keys(former).length > 0
}

function testOutputs(tests: { passed: number; junit: string } | undefined) {
  return tests ? { unitTests: tests.passed, junit: tests.junit } : {}
}
