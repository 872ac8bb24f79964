import type { GateServices } from '../../core/ports/gate-services.ts'
import type { Configure } from '../client-configuration.ts'
import { observeBus } from './bus-observer.ts'
import { emptyTable } from './empty-table.ts'
import { poolUsers } from './pool-users.ts'

/** Cognito, DynamoDB, EventBridge and SQS for the quality gate. Clients load on first use. */
export function gateServices(configure: Configure): GateServices {
  return {
    users: poolUsers(configure),
    tables: { empty: (table) => emptyTable(configure, table) },
    bus: { observe: (bus, name, sources) => observeBus(configure, { bus, name, sources }) },
  }
}
