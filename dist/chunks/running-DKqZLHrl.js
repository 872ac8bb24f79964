import{Dt as e,Lt as t,Nt as n,y as r}from"./start-BAuNQnT2.js";import{n as i}from"./find-local-BBx58YHb.js";import{t as a}from"./isolation-B65Y-Etv.js";async function runningLocal(e){let t=await i(e);if(t)return t;throw new n(`local-unavailable`,`the local AWS is not running`,{hint:`start it: liftlock local up`})}function describeLocal(t,n){let{endpoint:r,appsyncUrl:i,accounts:o,region:s,iam:c,egress:l,origins:u,isolation:d,secretAccessKey:f}=t,yesNo=(e,t,n)=>e?t:n;return`The local AWS runs.
  AWS          ${r}
  GraphQL      ${i}/<api id>/graphql
  Accounts     ${o.staging} staging, ${o.production} production, in ${s}
  Permissions  ${yesNo(c,`enforced`,`not enforced (--iam enforces them)`)}
  Other hosts  ${yesNo(l,`reachable, and recorded`,`refused, and recorded (--egress lets functions out)`)}
  Web pages    ${u.length>0?`of ${u.join(`, `)} may call GraphQL`:`refused (--origin lets those of one origin call GraphQL)`}
  Functions    ${a(d)}
  Pipelines    ${n===void 0?`run`:`do not run now: ${n}`}
  For tools    ${e`export AWS_ENDPOINT_URL=${r} AWS_REGION=${s}`} \\
                 ${e`AWS_ACCESS_KEY_ID=${o.staging} AWS_SECRET_ACCESS_KEY=${f}`}
`}function localJson({token:e,...n},i,a={}){let o={run:i===void 0,...t({reason:i})};return`${r({...n,pipelines:o,...a},2)}\n`}export{localJson as n,runningLocal as r,describeLocal as t};