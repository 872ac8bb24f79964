import type { Forge } from '../../src/core/ports/forge.ts'

const writes = /^(create|move|delete|update|uploadAsset|publish|dispatch)/

/** A forge whose run is killed right after a write took effect. @param fatal number of that write, from 1 */
export function dyingForge(forge: Forge, fatal: number): { readonly forge: Forge; readonly writes: () => number } {
  let count = 0
  const watched = (part: object): object =>
    new Proxy(part, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name)
        if (typeof member === 'object' && member !== null) return watched(member)
        if (typeof member !== 'function' || !writes.test(String(name))) return member
        return async (...given: unknown[]) => {
          const answer: unknown = await member.apply(target, given)
          count += 1
          if (count === fatal) throw new Error('killed')
          return answer
        }
      },
    })
  return { forge: watched(forge) as Forge, writes: () => count }
}
