/** The properties of a resource as its template writes them, with all functions of CloudFormation resolved. */
export type Properties = Readonly<Record<string, unknown>>

/** What CloudFormation asks for one resource. */
export type ResourceRequest =
  | { readonly kind: 'create'; readonly name: string; readonly properties: Properties }
  | { readonly kind: 'update'; readonly id: string; readonly former: Properties; readonly properties: Properties }
  | { readonly kind: 'delete'; readonly id: string }
  | { readonly kind: 'read'; readonly id: string }

/** A resource after a request. */
export interface ResourceAnswer {
  /** What `Ref` gives. */
  readonly id: string
  /** What `Fn::GetAtt` gives. */
  readonly attributes: Readonly<Record<string, string>>
  /** What the resource is made of now, as a template writes it; undefined when it is not there. */
  readonly properties?: Properties | undefined
}
