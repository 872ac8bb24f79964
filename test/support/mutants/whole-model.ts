import { compiledParking } from '../compiled-parking.ts'
import { exampleFiles, filesInMemory } from '../parking-model.ts'

/** The text of each file of a model by its path. */
export type ModelFiles = Readonly<Record<string, string>>

/** Files that give the example what it has not: every element and attribute of the model format stands in one of them. */
const additions: ModelFiles = {
  'commands/Garage/RenameGarageRequested.xml': `<event graphql-namespace="Garage" graphql-name="rename" name="RenameGarageRequested" type="ActorEvent" authorization="user" username-field="owner">
  <field name="code" type="String"></field>
  <field name="next" type="String" default="new &quot;name&quot;" pattern="^[A-Z]{1,9}$"></field>
  <field name="owner" type="String"></field>
  <field name="level" type="Int" default="3"></field>
  <field name="tags" type="String" default="a"></field>
</event>`,
  'domain/Parking/Garage/events/GarageRenamed.xml': `<event name="GarageRenamed" type="DomainEvent" source="Parking.Garage">
  <field name="code" type="String"></field>
  <field name="title" type="String" default="plain"></field>
  <field name="level" type="Int" default="2"></field>
  <nested-object name="spots"><field name="number" type="String"></field><field name="hourlyRate" type="Float" default="1.5"></field></nested-object>
</event>`,
  'domain/Parking/Garage/event-handlers/GarageRenamed.xml': `<event-handler on="GarageRenamed">
  <mapping target="code" value="code" operand="set" condition="event.level &gt; 0"></mapping>
  <mapping target="visitCount" value="level" operand="add"></mapping>
  <nested-mapping source="spots" target="spots" strategy="replace" business-key="number"><mapping target="number" value="number" operand="set"></mapping></nested-mapping>
</event-handler>`,
  'domain/Parking/Garage/behavior-flows/Rename.xml': `<command name="Rename" create-command="false" reactivate-command="optional">
  <trigger source="RenameGarageRequested" key-field="#event.code" idempotency-key="#event.next + 'x y'" idempotency-ttl="24 * (60 - 1) * 60">
    <mapping target="next" value="#event.next + 'x y'" nested="false"></mapping>
    <mapping target="level" value="level"></mapping>
    <mapping target="owner" value="owner"></mapping>
  </trigger>
  <processor type="set-variable" name="label" expression="#f&quot;{flow.next}, {flow.level}&quot;"></processor>
  <processor type="validator" condition="#flow.level &gt; 0 and flow.owner" exception="Level {flow.level} &lt; 1 is &quot;too&quot; low"></processor>
  <processor type="emit-event" ref="GarageRenamed">
    <mapping target="code" value="#flow.next"></mapping>
    <mapping target="title" value="a title"></mapping>
    <mapping target="level" value="#flow.level"></mapping>
    <mapping target="spots" value="#[]"></mapping>
  </processor>
  <processor type="update-key" key="#flow.next"></processor>
  <test-case name="Renames" trigger-event="RenameGarageRequested" expected-processing-status="success" user="kim &quot;k&quot;">
    <input name="code" type="String" value="PAR"></input>
    <input name="next" type="String" value="SQR"></input>
    <input name="level" type="Int" value="3"></input>
    <expected domain-event="GarageRenamed"><field name="level" type="Int" value="3"></field></expected>
    <state>{"code": "PAR", "version": 2}</state>
    <expected-state pk="SQR">{"title": "a title"}</expected-state>
  </test-case>
</command>`,
  'lib/Rows.py':
    'def mirror(entity_manager, snapshot, event):\n    entity_manager.get(type="Garage", key=snapshot.code)\n\n\ndef tell(flow):\n    flow.told = True\n',
  'notifiers/Clean.xml': `<notifier name="Clean">
  <trigger source="@rate(5 minutes)"><mapping target="dummy" value="#'now'"></mapping></trigger>
  <trigger source="@cron(0 0 * * ? *)"><mapping target="dummy" value="#'now'"></mapping></trigger>
  <activity type="iam-create-user" username="robot" password="a long &quot;one&quot;" email="robot@parking.example"></activity>
  <activity type="get-token" username="robot" password="a long one"></activity>
  <activity type="get-systemuser-token" id="b4"></activity>
  <activity type="fetch-property" name="secret" key="hook-key"></activity>
  <activity type="write-file" file-name="report.txt" path="reports/daily" content="#flow.secret" bucket="acme-reports"></activity>
  <activity type="HTTP" name="answer" method="GET" url="https://hooks.parking.example/daily" params="#{'a': flow.dummy}" headers="#{'b': 'c'}" template-file="templates/garage-opened.md" load-json="true"></activity>
  <activity type="send-email" sender="Desk &lt;desk@parking.example&gt;" receiver="kim@parking.example" subject="daily" text="plain" html="&lt;b&gt;{{ 1 }}&lt;/b&gt;"></activity>
  <activity type="call-internal-api" name="found" template-file="templates/garage-opened.md"></activity>
  <activity type="code" python-file="lib/Rows.py" handler="tell"></activity>
  <activity type="code" code="flow.told = flow.told and 1"></activity>
  <activity type="invalidate-cdn" uri="/index.html"></activity>
  <activity type="remove-user-from-iam-group" group-name="garage" username="robot"></activity>
  <activity type="delete-iam-group" group-name="garage"></activity>
  <activity type="iam-delete-user" username="robot" condition="#flow.told"></activity>
  <activity type="send-graphql-notification" subject="all" notification-type="Daily" message="it's done"></activity>
</notifier>`,
  'views/Garage/SpotRow.xml': `<view name="SpotRow" data-retention-days="30" exclude-notification="true">
  <field name="number" type="String" pk="true"></field>
  <field name="plate" type="String"></field>
  <field name="rate" type="Float"></field>
  <field name="tags" type="StringList"></field>
  <field name="owner" type="OneToOne" ref="Garage" foreign-key="plate" role="attendant"></field>
  <field name="others" type="ManyToMany" ref="GarageVisit" foreign-key="tags"></field>
  <snapshot-handler id="x" sub-domain="Parking" aggregate="Garage" processor="dictionary" dictionary="spots" key-mapping="#item.number">
    <mapping target="plate" operand="set" value="plate"></mapping>
    <mapping target="rate" operand="add" value="hourlyRate"></mapping>
    <delete condition="item['plate'] == ''"></delete>
  </snapshot-handler>
  <custom-handler sub-domain="Parking" aggregate="Garage" python-file="lib/Rows.py" method="mirror"></custom-handler>
  <custom-handler sub-domain="Parking" aggregate="Garage" file="lib/Rows.py" method="mirror"></custom-handler>
  <custom-handler sub-domain="Parking" aggregate="Garage" code="row = EntityManager.get(type='SpotRow', key='k')"></custom-handler>
  <query graphql-namespace="Garage" field-name="spot" type="get" authorization="user" username-field="key"></query>
  <query graphql-namespace="Garage" field-name="spots" type="filter" authorization="role" role="#global.garageRole(plate, 'viewer')" use-canonical-search="true"><filter-clause field-name="plate" operand="not_equals"></filter-clause></query>
</view>`,
  'projections/Garage/AllSpots.xml': `<projection name="AllSpots" graphql-namespace="Garage" field-name="all" authorization="role" role="attendant" return="SpotRow" return-type="result set" code="def transform(arguments, username):|LB|    return []">
  <input name="tags" type="StringList" required="false"></input>
  <input name="rate" type="Float" required="true"></input>
</projection>`,
  'scenarios/Rename.xml': `<scenario name="Rename" extends="OpenGarage;ParkCar">
  <activity type="wait" milliseconds="5" description="a moment"></activity>
  <activity type="mutation" path="Garage.rename" description="rename it">
    <input name="code" type="String" value="#code#"></input>
    <input name="next" type="String" value="SQR"></input>
    <input name="owner" type="String" value="#user_name#"></input>
    <expected-trace command="Parking.Garage.Rename" status="error"></expected-trace>
  </activity>
  <activity type="query" path="Garage.spots" view="SpotRow" description="all of them">
    <input name="key_begins_with" type="String" value="1"></input>
    <expect-value name="resultset.0.others.0.plate" type="String" value="x"></expect-value>
    <extract-value name="resultset.0.rate" put-key="rate" type="Float"></extract-value>
  </activity>
</scenario>`,
}

/** The example with everything that a model can hold. */
export async function wholeModel(): Promise<ModelFiles> {
  const example = [...(await exampleFiles())].map(([path, bytes]) => [path, Buffer.from(bytes).toString()] as const)
  return { ...Object.fromEntries(example), ...additions }
}

/** The example alone, in the compiled form: the whole model is one file, with its modules and templates beside it. */
export async function compiledModel(): Promise<ModelFiles> {
  const example = await exampleFiles()
  const files = filesInMemory(new Map(example))
  const beside = [...example].filter(([path]) => /^(lib|templates)\//.test(path))
  return {
    'model.xml': await compiledParking(files),
    ...Object.fromEntries(beside.map(([path, bytes]) => [path, Buffer.from(bytes).toString()])),
  }
}

/** What `readModel` is given for a model. */
export function pathOf(files: ModelFiles): string {
  return 'config.xml' in files ? 'model' : 'model/model.xml'
}
