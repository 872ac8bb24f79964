import{Dt as e,g as t,jt as n,xt as r}from"./start-Dxzo7S3I.js";import{n as i}from"./find-local-BVzCZgvL.js";import{t as a}from"./isolation-B65Y-Etv.js";async function runningLocal(t){let n=await i(t);if(n)return n;throw new e(`local-unavailable`,`the local AWS is not running`,{hint:`start it: liftlock local up`})}function describeLocal(e,t){let{endpoint:n,appsyncUrl:i,accounts:o,region:s,iam:c,egress:l,origins:u,isolation:d,secretAccessKey:f}=e,yesNo=(e,t,n)=>e?t:n;return`The local AWS runs.
  AWS          ${n}
  GraphQL      ${i}/<api id>/graphql
  Accounts     ${o.staging} staging, ${o.production} production, in ${s}
  Permissions  ${yesNo(c,`enforced`,`not enforced (--iam enforces them)`)}
  Other hosts  ${yesNo(l,`reachable, and recorded`,`refused, and recorded (--egress lets functions out)`)}
  Web pages    ${u.length>0?`of ${u.join(`, `)} may call GraphQL`:`refused (--origin lets those of one origin call GraphQL)`}
  Functions    ${a(d)}
  Pipelines    ${t===void 0?`run`:`do not run now: ${t}`}
  For tools    ${r`export AWS_ENDPOINT_URL=${n} AWS_REGION=${s}`} \\
                 ${r`AWS_ACCESS_KEY_ID=${o.staging} AWS_SECRET_ACCESS_KEY=${f}`}
`}function localJson({token:e,...r},i,a={}){let o={run:i===void 0,...n({reason:i})};return`${t({...r,pipelines:o,...a},2)}\n`}export{localJson as n,runningLocal as r,describeLocal as t};