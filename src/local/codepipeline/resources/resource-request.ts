/** The properties of a resource as its template writes them, with all functions of CloudFormation resolved. */
export type Properties = Readonly<Record<string, unknown>>

/** What CloudFormation asks for one resource. */
export type ResourceRequest =
  | Creation
  | Update
  | { readonly kind: 'delete'; readonly id: string }
  | { readonly kind: 'read'; readonly id: string }

export interface Creation {
  readonly kind: 'create'
  /** The same for every attempt: the answer to the first one may be lost, when the process of the executor is killed. */
  readonly token: string
  /** The name that CloudFormation made, for a template without one. */
  readonly name: string
  readonly properties: Properties
}

export interface Update {
  readonly kind: 'update'
  /** As for a creation. */
  readonly token: string
  readonly id: string
  /** What the template said before. */
  readonly former: Properties
  readonly properties: Properties
}

/** A resource after a request. */
export interface ResourceAnswer {
  /** What `Ref` gives. */
  readonly id: string
  /** What `Fn::GetAtt` gives. */
  readonly attributes: Readonly<Record<string, string>>
  /** What the resource is made of now, as a template writes it; undefined when it is not there. */
  readonly properties?: Properties | undefined
}
