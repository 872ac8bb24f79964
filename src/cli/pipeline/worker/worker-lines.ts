import type { JobPlace } from '../../../core/ports/jobs.ts'
import { inCommandWords } from '../../../core/run/command-words.ts'
import { defined } from '../../../core/run/defined.ts'
import type { WorkerEvent } from '../../../hosts/codepipeline/worker/worker-event.ts'
import { jsonText } from '../../../hosts/shared/json-text.ts'
import type { Sink } from '../../../hosts/shared/shown-sink.ts'
import { visibleOnOneLine } from '../../../hosts/shared/visible.ts'

/** One event on one line, as text or as an object of JSON. */
export function workerLine(event: WorkerEvent, json: boolean, now: Date): string {
  if (json) return jsonText({ time: now.toISOString(), ...shownEvent(event) })
  return visibleOnOneLine(`${now.toISOString().slice(11, 19)} ${textOf(event)}`)
}

function shownEvent(event: WorkerEvent): object {
  if (!('error' in event)) return event
  const { error, ...others } = event
  const hint = error.hint === undefined ? undefined : inCommandWords(error.hint)
  return { ...others, error: { reason: error.reason, message: inCommandWords(error.message), ...defined({ hint }) } }
}

function textOf(event: WorkerEvent): string {
  switch (event.event) {
    case 'waiting':
      return `worker ${event.worker} waits for jobs of ${event.type}`
    case 'took':
      return `${nameOf(event.place)}: took job ${event.job}${event.again ? ', which goes on' : ''}`
    case 'renewed':
      return `${nameOf(event.place)}: goes on as job ${event.job}`
    case 'succeeded':
    case 'failed': {
      const reason = event.reason === undefined ? '' : ` (${event.reason})`
      return `${nameOf(event.place)}: ${event.stage} ended with ${event.outcome}${reason}; the action ${event.event}`
    }
    case 'handed-back':
      return `${nameOf(event.place)}: handed back, because ${event.why}`
    case 'gone':
      return `${nameOf(event.place)}: nothing is told, because ${event.why}`
    case 'untold':
      return `${nameOf(event.place)}: the service could not be told: ${inCommandWords(event.error.message)}`
    case 'recovered':
      return `${event.pipeline} ${event.action}: handed back job ${event.job}, whose worker is gone`
    case 'warning':
      return `warning: ${inCommandWords(event.error.message)}`
    case 'stopped': {
      const { succeeded, failed, handedBack, gone, untold } = event.totals
      return `worker ends: ${succeeded} succeeded, ${failed} failed, ${handedBack} handed back, ${gone} not ours any more, ${untold} not told`
    }
  }
}

function nameOf({ pipeline, stage, action, execution }: JobPlace): string {
  return `${pipeline} ${stage}/${action} ${execution.slice(0, 8)}`
}

/** Puts the name of an action before each line of its log, because several may run at a time. */
export function namedLog(sink: Sink, place: JobPlace): Sink {
  const name = `${visibleOnOneLine(nameOf(place))} | `
  let atStart = true
  return {
    write(text) {
      const named = text.replace(/^/gm, (_, at: number) => (at === 0 && !atStart ? '' : at === text.length ? '' : name))
      atStart = text.endsWith('\n')
      sink.write(named)
    },
  }
}
