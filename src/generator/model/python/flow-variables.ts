import { didYouMean } from '../read/reader/did-you-mean.ts'
import type { Findings } from '../read/reader/findings.ts'
import { positionInSource } from '../source-position.ts'
import type { Source } from '../types/element.ts'
import type { Code, Text } from '../types/trigger.ts'
import { checkMembers, type MembersOf } from './known-members.ts'
import type { ModuleFacts } from './module-facts.ts'
import { type PythonSources, pythonPlace } from './python-sources.ts'

/** Names that every `flow` has (model format 17.2). */
const flowMembers = ['entity', 'identity', 'requestor', 'token', '__dict__']

/** Collects the variables that a flow or notifier sets, to find variables that it reads without setting them (V-19). */
export class FlowVariables {
  private readonly known = new Set(flowMembers)
  private readonly reads: { readonly name: string; readonly place: Source['place'] }[] = []
  private readonly python: PythonSources
  private readonly modules: ModuleFacts

  private readonly findings: Findings
  private readonly document: MembersOf | undefined

  /** @param document of the flow's aggregate; undefined for a notifier */
  constructor(python: PythonSources, modules: ModuleFacts, findings: Findings, document?: MembersOf) {
    this.document = document
    this.python = python
    this.modules = modules
    this.findings = findings
  }

  /** Reports variables that are read and never set. Call it after everything was added. */
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

  /** @param names that are known in addition to `flow` */
  add(kind: 'expression' | 'body' | 'message', source: Source | undefined, names: readonly string[] = []): void {
    this.python.add(kind, source, ['flow', ...names], ({ members }) => {
      if (this.document !== undefined && source !== undefined)
        checkMembers('flow.entity', this.document, members, source, this.findings)
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

  addText(text: Text, names: readonly string[] = []): void {
    if (text.kind === 'python') this.add('expression', text.source, names)
  }

  /** The members of `flow` that a Jinja template reads. */
  addTemplate(source: Source | undefined): void {
    for (const block of source?.text.matchAll(/\{[{%].*?[}%]\}/gs) ?? []) {
      for (const { 1: name, 2: called, index } of block[0].matchAll(/(?<![\w.'"])flow\.([A-Za-z]\w*)(\()?/g)) {
        const place = positionInSource(source!, block.index + index, 'flow.'.length + name!.length)
        if (called === undefined) this.reads.push({ name: name!, place })
      }
    }
  }

  addCode(code: Code, names: readonly string[] = []): void {
    if (code.kind === 'inline') this.add('body', code.source, names)
    else {
      this.modules.require(code, ['flow'], this.findings)
      this.python.finally(() => {
        for (const name of this.modules.writes(code)) this.set(name)
      })
    }
  }
}
