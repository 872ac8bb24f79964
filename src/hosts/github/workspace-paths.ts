import { escapeRegExp } from '../../core/text/escape-reg-exp.ts'

/**
 * Makes the paths of a text relative to the checkout, because the folders of a runner mean nothing to a reader. Other
 * paths stay.
 * @param workspace the folder of the checkout (`GITHUB_WORKSPACE`); undefined leaves every text as it is
 */
export function relativeToWorkspace(workspace: string | undefined): (text: string) => string {
  const folder = workspace?.replace(/[/\\]+$/, '')
  if (!folder) return (text) => text
  const own = new RegExp(`(?<![\\w./\\\\-])${escapeRegExp(folder)}(?:[/\\\\]+(?=[^\\s/\\\\])|(?![\\w/\\\\.-]))`, 'g')
  return (text) => text.replace(own, (found) => (/[/\\]$/.test(found) ? '' : '.'))
}
