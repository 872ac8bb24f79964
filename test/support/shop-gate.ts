/** A definition of the quality gate, compiled as for a model without users, tables and events. */
export function shopGate(output: string, scenario: { readonly name: string; readonly [part: string]: unknown }) {
  return {
    format: 'liftlock-gate',
    version: 1,
    application: 'shop',
    outputs: { endpoint: output },
    afterDeployment: [],
    cleaning: { tables: [], users: false, keepGroups: [], removeEmptyGroups: false },
    thresholds: { events: 0, views: 0 },
    events: [],
    views: [],
    projections: [],
    scenarios: [{ extends: [], ...scenario }],
  }
}
