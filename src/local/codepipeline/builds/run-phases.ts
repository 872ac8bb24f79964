import { BuildFailure } from './build-failure.ts'
import { type BuildPhase, type Buildspec, type PhaseName, phaseNames } from './buildspec.ts'
import { continuedBuildFails } from './decisions.ts'
import type { Session } from './session.ts'

/**
 * Runs the phases in their order. After a phase that failed, none follows; only `post_build` comes after `build` in any
 * case, unless `on-failure` says otherwise (CodeBuild User Guide, "Build phase transitions").
 * @throws BuildFailure for the phase that failed first
 */
export async function runPhases(session: Session, { phases }: Buildspec, log: (line: string) => void): Promise<void> {
  let first: BuildFailure | undefined
  for (const name of phaseNames) {
    const phase = phases[name]
    if (phase === undefined) continue
    const label = name.toUpperCase()
    log(`Entering phase ${label}`)
    const failure = await runPhase(session, label, phase, log)
    log(`Phase complete: ${label} State: ${failure === undefined ? 'SUCCEEDED' : 'FAILED'}`)
    log(`Phase context status code: ${failure?.code ?? ''} Message: ${failure?.message ?? ''}`)
    if (failure === undefined) continue
    const isContinued = phase.onFailure === 'CONTINUE'
    if (!isContinued || continuedBuildFails()) first ??= failure
    await session.run('export CODEBUILD_BUILD_SUCCEEDING=0')
    if (!isContinued && !goesOn(name, phase)) break
  }
  if (first !== undefined) throw first
}

function goesOn(name: PhaseName, { onFailure }: BuildPhase): boolean {
  return name === 'build' && onFailure === undefined
}

async function runPhase(
  session: Session,
  label: string,
  phase: BuildPhase,
  log: (line: string) => void,
): Promise<BuildFailure | undefined> {
  const failure = await runAll(session, label, phase.commands, log)
  const last = await runAll(session, label, phase.finally, log)
  return failure ?? last
}

async function runAll(
  session: Session,
  label: string,
  commands: readonly string[],
  log: (line: string) => void,
): Promise<BuildFailure | undefined> {
  for (const command of commands) {
    log(`Running command ${command}`)
    const code = await session.run(command)
    if (code === 0) continue
    log(`Command did not exit successfully ${command} exit status ${code}`)
    const message = `Error while executing command: ${command}. Reason: exit status ${code}`
    return new BuildFailure(label, 'COMMAND_EXECUTION_ERROR', message)
  }
  return undefined
}
