import { HostObject } from '../java/values.ts'
import { listUtil, mapUtil } from './collections.ts'
import { dynamoDBUtil } from './dynamodb.ts'
import { generalUtil } from './general.ts'
import type { UtilSession } from './session.ts'
import { httpUtil, logUtil, mathUtil, stringUtil } from './text.ts'
import { timeUtil } from './time.ts'
import { transformUtil } from './transform.ts'

/** `$util` for one run of a template (developer guide, "Resolver mapping template utility reference"). */
export function createUtil(session: UtilSession): HostObject {
  return new HostObject({
    ...generalUtil(session),
    ...shared,
    http: new HostObject(httpUtil(session)),
    log: new HostObject(logUtil(session)),
  })
}

const shared = {
  dynamodb: new HostObject(dynamoDBUtil()),
  list: new HostObject(listUtil()),
  map: new HostObject(mapUtil()),
  math: new HostObject(mathUtil()),
  str: new HostObject(stringUtil()),
  time: new HostObject(timeUtil()),
  transform: new HostObject(transformUtil()),
}
