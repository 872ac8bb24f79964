import type { Files } from '../../src/core/ports/files.ts'

/** ParkingDesk in the compiled form: what a build of the modeler's makers leaves (model format, section 14). */
export async function compiledParking(files: Files): Promise<string> {
  const paths = (await files.walk('model')).map(({ path }) => path).filter((path) => path.endsWith('.xml'))
  const text = async (path: string) => Buffer.from(await files.readBytes(`model/${path}`)).toString()
  const all = async (matches: (path: string) => boolean) =>
    (await Promise.all(paths.filter(matches).map(text))).join('')
  const aggregate = async (name: string) => {
    const folder = `domain/Parking/${name}/`
    const inner = await all((path) => path.startsWith(folder) && !/root\.xml$|\/events\//.test(path))
    return (await text(`${folder}root.xml`)).replace('</aggregate>', () => `${inner}</aggregate>`)
  }
  const below = (folder: string) => all((path) => path.startsWith(`${folder}/`))
  return `<?xml version="1.0" encoding="UTF-8"?>
<draftsman project-name="ParkingDesk" xmlns="https://tracepaper.draftsman.io">
<global>${await below('patterns')}${await below('expressions')}<dependency name="python-dateutil" version="2.9.0"/></global>
<events>${await below('commands')}${await all((path) => path.includes('/events/'))}</events>
<domain><subdomain name="Parking">${await aggregate('Garage')}${await aggregate('Visit')}</subdomain></domain>
<views>${await below('views')}</views>
<projections>${await below('projections')}</projections>
<notifiers>${await below('notifiers')}</notifiers>
<functional-scenarios clean-db="true" clean-iam="true" minimum-event-coverage="70" minimum-view-coverage="50">${await below('scenarios')}</functional-scenarios>
</draftsman>
`
}
