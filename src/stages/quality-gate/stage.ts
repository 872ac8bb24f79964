import { z } from 'zod'
import { count, flag } from '../../core/inputs/kinds.ts'
import { networkInputs } from '../../core/inputs/network-inputs.ts'
import type { Context } from '../../core/run/context.ts'
import { defineStage } from '../../core/run/stage.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { markdownCode, markdownLink } from '../../core/text/markdown-text.ts'
import { shortDigest } from '../../core/text/short-digest.ts'
import { bucketInput, environmentInput, stackInput, targetInputs } from '../../delivery/environment/target-inputs.ts'
import { unmetSignature } from '../../delivery/evidence/signing/awaited-signature.ts'
import { validSigners } from '../../delivery/evidence/signing/signatures.ts'
import { findSigning, unsigned } from '../../delivery/evidence/signing/signing.ts'
import { signatureOutput, signingKeyInput } from '../../delivery/evidence/signing/signing-fields.ts'
import { signingText } from '../../delivery/evidence/signing/signing-text.ts'
import type { GateReport } from '../../delivery/gate/report/gate-report.ts'
import { renderFindings } from '../../delivery/gate/report/render-findings.ts'
import { gateDetails, gateFailures, gateVerdict } from '../../delivery/gate/report/render-markdown.ts'
import { ratio, renderSummary } from '../../delivery/gate/report/render-summary.ts'
import { scenariosOf } from '../../delivery/gate/report/scenarios-of.ts'
import { evidenceLine } from '../../delivery/promotion/proven-steps.ts'
import { type FindingPositions, locateFindings } from './finding-positions.ts'
import { findPassed } from './gate-evidence.ts'
import { findSetting, readStack } from './gate-setting.ts'
import { testCommandOf } from './given-test-command.ts'
import { findRunning, readGate, refuseOther, released } from './sealed-gate.ts'
import { testRelease } from './test-release.ts'

/** Runs the sealed scenarios on a deployed environment, and gives a report and evidence. */
export const qualityGate = defineStage({
  name: 'quality-gate',
  positional: 'release',
  inputs: z.object({
    environment: environmentInput.unwrap(),
    release: z
      .string()
      .optional()
      .describe('The release to test: its digest or a version. Default: the release that the environment runs.'),
    gate: z
      .string()
      .optional()
      .describe('Path of a gate.json, for an application without releases; no evidence is written.'),
    ...targetInputs,
    stack: stackInput,
    bucket: bucketInput,
    clean: z
      .enum(['policy', 'allowed', 'skip'])
      .default('policy')
      .describe(
        'Whether the gate may clean databases and test users when the model asks for it. policy follows liftlock.yml; allowed is for a stack outside of liftlock.yml; skip never cleans.',
      ),
    scenario: z.string().optional().describe('Run only this scenario and those that it extends; writes no evidence.'),
    testCommand: z
      .string()
      .min(1)
      .optional()
      .describe(
        "Test command, such as npm test. It runs after the scenarios, or alone without them, with the stack's outputs in its environment.",
      ),
    testRole: z
      .string()
      .min(1)
      .optional()
      .describe(
        'ARN of a role whose credentials the test command gets. It must be another one than that of the gate. Default: no credentials.',
      ),
    testFolder: z.string().default('.').describe('Folder in which the test command works.'),
    testTimeout: count(1, 86_400).default(1800).describe('Seconds that the test command may take.'),
    lanes: count(1, 32)
      .default(1)
      .describe('How many scenarios may run at the same time, each with its own test users.'),
    rerun: flag().describe('Test the release again, even if it has passed.'),
    signingKey: signingKeyInput,
    report: z.string().optional().describe('Folder for the reports. Default: build/<application>/report.'),
    model: z.string().optional().describe('Folder of the model. Findings name its files with this folder in front.'),
    traceTimeout: count(1, 3600).default(60).describe('Seconds to wait until a mutation is processed.'),
    queryTimeout: count(1, 3600).default(30).describe('Seconds to wait until a view shows a change.'),
    settleTimeout: count(0, 600).default(5).describe('Seconds to wait for events after the last scenario.'),
    ...networkInputs,
  }),
  outputs: z.object({
    outcome: z.enum(['succeeded', 'no-changes']).describe('Whether anything had to be tested.'),
    release: z.string().optional().describe('Digest of the release.'),
    scenarios: z.number().describe('How many scenarios passed.'),
    testCommand: z.enum(['passed', 'failed']).optional().describe('How the test command ended, if one was given.'),
    events: z.string().optional().describe('How many of all events were published, such as 3/4.'),
    views: z.string().optional().describe('How many of all views were queried, such as 2/2.'),
    queries: z.string().optional().describe('How many of all queries were used, such as 2/3.'),
    reportFile: z.string().optional().describe('Path of the HTML report.'),
    evidence: z.string().optional().describe('Key of the evidence in the artifact bucket.'),
    signature: signatureOutput,
  }),

  async run(inputs, context) {
    const { environment } = inputs
    const setting = await findSetting(inputs, context)
    const stack = await readStack(setting)
    const running = await findRunning(setting, environment)
    const testCommand = testCommandOf(inputs, setting.target.role)
    const gate = await readGate({ ...inputs, testCommand: testCommand?.line }, setting, running, context)
    refuseOther(environment, gate, running?.release)

    if (gate.release !== undefined) {
      const done = { outcome: 'done', detail: shortDigest(gate.release) }
      const steps = [
        { stage: 'package', ...done },
        { stage: 'deploy', environment, ...done },
      ]
      context.report({ kind: 'line', steps })
    }
    const leavesEvidence = gate.release !== undefined && inputs.scenario === undefined
    const { target, signers: declared } = setting
    const signing = leavesEvidence ? await findSigning(setting.signingKey, { target, declared }, context) : unsigned
    const unmet = leavesEvidence ? unmetSignature('quality-gate', setting.awaited, signing) : undefined
    if (unmet !== undefined) context.report({ kind: 'warning', text: unmet })
    const before =
      inputs.rerun || inputs.scenario || testCommand
        ? undefined
        : await findPassed(setting, gate, { environment, stackId: stack.id, signing })
    if (before !== undefined) {
      context.report({ kind: 'note', closing: true, text: `this release passed here already: ${before.key}` })
      const scenarios = gate.definition?.scenarios.length ?? 0
      const signature = signingText(before.opened, validSigners(before.opened, declared))
      context.report({
        kind: 'verdict',
        text: 'no-changes, this release passed here already',
        markdown: `- ${evidenceLine({ ...before, signature })}`,
      })
      return { outcome: 'no-changes', scenarios, ...released(gate), evidence: before.key, signature }
    }

    const {
      report,
      page,
      evidence: key,
    } = await testRelease({ ...inputs, testCommand, signing }, setting, gate, context)
    const evidence = key === undefined ? undefined : { key, signature: signing.text }
    const places = { model: inputs.model, configuration: inputs.configuration, gate }
    await show(report, { page, evidence, places }, context)
    refuseFailed(report)
    return {
      outcome: 'succeeded',
      ...released(gate),
      scenarios: scenariosOf(report).length,
      testCommand: report.testCommand?.status,
      events: ratio(report.coverage.events),
      views: ratio(report.coverage.views),
      queries: ratio(report.coverage.queries),
      reportFile: page,
      ...(evidence !== undefined && { evidence: evidence.key, signature: evidence.signature }),
    }
  },
})

interface WrittenEvidence {
  readonly key: string
  readonly signature: string
}

async function show(
  report: GateReport,
  { page, evidence, places }: { page: string; evidence: WrittenEvidence | undefined; places: FindingPositions },
  context: Context,
): Promise<void> {
  for (const finding of await locateFindings(renderFindings(report), places, context))
    context.report({ kind: 'finding', finding })
  const last = [
    `  report       ${page}`,
    ...(evidence === undefined ? [] : [`  evidence     ${evidence.key}, ${evidence.signature}`]),
  ]
  context.report({ kind: 'text', text: [renderSummary(report), '', ...last].join('\n') })
  const release = report.release === undefined ? [] : [`- Release ${markdownCode(shortDigest(report.release))}`]
  const said = evidence === undefined ? [] : [`- Evidence: ${evidence.signature} (${markdownCode(evidence.key)})`]
  const where = [...release, ...said, `- Report: ${markdownCode(page)}${artifactsOf(context)}`].join('\n')
  context.report({ kind: 'summary', markdown: gateDetails(report) })
  context.report({ kind: 'verdict', text: gateVerdict(report), markdown: `${gateFailures(report)}${where}` })
}

/** The workflow decides whether the report is kept. If it is kept, this is where it can be opened. */
function artifactsOf({ keptFiles }: Context): string {
  if (keptFiles === undefined) return ''
  return `, among the ${markdownLink(keptFiles.name, keptFiles.url)} when the workflow uploads it`
}

function refuseFailed({ verdict, environment, release, application, reasons }: GateReport): void {
  if (verdict === 'passed') return
  const what = release === undefined ? application : `release ${shortDigest(release)}`
  throw new StageError('gate-failed', `${what} is rejected on ${environment}: ${reasons.join('; ')}`, {
    hint: 'change what the finding of each failed step names, then package, deploy and test again',
  })
}
