/**
 * A pattern of artifact files as a test of paths: `*` is part of a name, `**` any folders, and names that begin with a
 * dot are like others (CodeBuild User Guide, "Build specification reference").
 */
export function filePattern(pattern: string): (path: string) => boolean {
  const plain = pattern.replace(/^(\.\/)+/, '').replace(/\/{2,}/g, '/')
  const expression = new RegExp(`^${sourceOf(plain)}$`, 's')
  return (path) => expression.test(path)
}

function sourceOf(pattern: string): string {
  return pattern.replace(/\*\*\/|\*\*|\*|\?|\[!?[^\]/]+\]|\{[^{}]*\}|[^\w/]/g, (part) => {
    if (part === '**/') return '(?:.*/)?'
    if (part === '**') return '.*'
    if (part === '*') return '[^/]*'
    if (part === '?') return '[^/]'
    if (part.length > 2 && part.startsWith('[')) return classOf(part)
    if (part.length > 1) return `(?:${part.slice(1, -1).split(',').map(sourceOf).join('|')})`
    return `\\${part}`
  })
}

function classOf(part: string): string {
  const isNegative = part[1] === '!'
  const inside = part.slice(isNegative ? 2 : 1, -1).replace(/[\\^\]]/g, '\\$&')
  return `[${isNegative ? '^' : ''}${inside}]`
}
