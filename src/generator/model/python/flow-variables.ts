import { didYouMean } from '../read/reader/did-you-mean.ts'
import type { Findings } from '../read/reader/findings.ts'
import type { Source } from '../types/element.ts'
import type { Code, Text } from '../types/trigger.ts'
import type { ModuleFacts } from './module-facts.ts'
import { type PythonSources, pythonPlace } from './python-sources.ts'

/** Names that every `flow` has (model format 17.2). */
const flowMembers = ['entity', 'identity', 'requestor', 'token', '__dict__']

/** Collects what a flow or notifier sets, to tell what it reads without setting it (V-19). */
export class FlowVariables {
  private readonly known = new Set(flowMembers)
  private readonly reads: { readonly name: string; readonly place: Source['place'] }[] = []
  private readonly python: PythonSources
  private readonly modules: ModuleFacts

  private readonly findings: Findings

  constructor(python: PythonSources, modules: ModuleFacts, findings: Findings) {
    this.python = python
    this.modules = modules
    this.findings = findings
  }

  /** Judges what is read; to be called when everything was added. */
  finish(): void {
    this.python.whenAllCompile(() => {
      for (const { name, place } of this.reads) {
        if (!this.known.has(name))
          this.findings.warning('V-19', place, `nothing sets flow.${name}`, didYouMean(name, this.known))
      }
    })
  }

  set(name: string | undefined): void {
    if (name !== undefined) this.known.add(name)
  }

  add(kind: 'expression' | 'body', source: Source | undefined): void {
    this.python.add(kind, source, ({ members }) => {
      for (const member of members.filter(({ of }) => of === 'flow')) {
        if (member.written) this.set(member.name)
        else
          this.reads.push({
            name: member.name,
            place: pythonPlace(source!, member, 'flow.'.length + member.name.length),
          })
      }
    })
  }

  addText(text: Text): void {
    if (text.kind === 'python') this.add('expression', text.source)
  }

  addCode(code: Code): void {
    if (code.kind === 'inline') this.add('body', code.source)
    else {
      this.modules.require(code, ['flow'], this.findings)
      this.python.finally(() => {
        for (const name of this.modules.writes(code)) this.set(name)
      })
    }
  }
}
