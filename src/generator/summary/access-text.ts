import type { Access } from '../model/types/access.ts'

/** Who may call, in words: `anyone`, `role manager`, `the user named by input owner`. */
export function accessText(access: Access): string {
  switch (access.kind) {
    case 'anonymous':
      return 'anyone'
    case 'authenticated':
      return 'any signed-in user'
    case 'user':
      return `the user named by ${access.argument}`
    case 'nobody':
      return 'nobody'
    case 'role': {
      const { role } = access
      if (role.kind === 'name') return `role ${role.name}`
      const values = role.arguments.map((each) => (each.kind === 'text' ? JSON.stringify(each.text) : each.name))
      return `role ${role.expression.name}(${values.join(', ')})`
    }
  }
}
