import type { JobProperty } from '../../../core/ports/jobs.ts'

/** The property that a worker asks for: the service needs one that is required. */
export const queueProperty = 'Queue'

const property = (name: string, description: string, more: Partial<JobProperty> = {}): JobProperty => ({
  name,
  description,
  required: false,
  queryable: false,
  ...more,
})

/** What an action of our custom type says (`asked-run.ts`). */
export const actionProperties: readonly JobProperty[] = [
  property(queueProperty, 'Which workers run the job.', { required: true, queryable: true }),
  property('Stage', 'Stage of Liftlock, such as deploy.', { required: true }),
  property('Environment', 'Environment, as liftlock.yml of the worker names it.'),
  property('Release', 'Release: its digest, or a version.'),
  property('Plan', 'Fingerprint of the approved plan.'),
  property('Approval', 'The approval to record, as stage/action.'),
  property('Inputs', 'Other inputs of the stage, as one JSON object.'),
]
