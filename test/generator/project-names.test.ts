import { expect, test } from '@jest/globals'
import { descriptionOf, projectOf } from '../../src/generator/infrastructure/description.ts'
import { refuseOtherProject } from '../../src/generator/infrastructure/other-project.ts'
import { readModel } from '../../src/generator/model/read-model.ts'
import { applicationOf } from '../../src/generator/names.ts'
import { parkingFiles } from '../support/parking-model.ts'

async function named(name: string) {
  const written = name.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
  return readModel(await parkingFiles({ 'config.xml': ['"ParkingDesk"', `"${written}"`] }), 'model')
}

test.each([
  ['ParkingDesk', 'parking-desk'],
  ['parkingdesk', 'parkingdesk'],
  ['parking-desk', 'parking-desk'],
  ['Parking Desk', 'parking-desk'],
  ['parking_desk', 'parking-desk'],
  ['Parking Desk 2', 'parking-desk-2'],
  ['Café "Desk" & Co.', 'cafe-desk-co'],
  ['parkingDesk', 'parking-desk'],
])('the project %j is the application %s', async (name, application) => {
  const { model, findings } = await named(name)
  expect(findings).toEqual([])
  expect(model?.name).toBe(name)
  expect(applicationOf(model!)).toBe(application)
})

test.each(['2ParkingDesk', '- -', '駐車場', 'Straße', '...', 'con', 'x'.repeat(81)])(
  'the project %j gives no application, and is refused at its name',
  async (name) => {
    const { model, findings } = await named(name)
    expect(model).toBeUndefined()
    expect(findings).toMatchObject([
      { severity: 'error', rule: 'V-04', place: { file: 'config.xml', line: 1, column: 26 } },
    ])
  },
)

const template = (name: string): string =>
  `${JSON.stringify({ AWSTemplateFormatVersion: '2010-09-09', Description: descriptionOf({ name }), Resources: {} }, undefined, 2)}\n`

test.each(['ParkingDesk', 'Parking Desk', 'Café "Desk" \\ Co.'])('the template of %j tells its project', (name) => {
  expect(projectOf(template(name))).toBe(name)
})

test('two projects that give one application are refused where one would replace the other', async () => {
  const { model } = await named('Parking Desk')
  const filesWith = (text: string | undefined) => ({ findText: async () => text })

  await expect(
    refuseOtherProject(filesWith(template('ParkingDesk')), 'build/parking-desk/app', model!),
  ).rejects.toMatchObject({
    reason: 'model-invalid',
    message:
      'the projects "ParkingDesk" and "Parking Desk" both give the application parking-desk, and build/parking-desk/app is that of the first',
  })
  await refuseOtherProject(filesWith(template('Parking Desk')), 'build/parking-desk/app', model!)
  await refuseOtherProject(filesWith('Resources: {}'), 'build/parking-desk/app', model!)
  await refuseOtherProject(filesWith(undefined), 'build/parking-desk/app', model!)
})
