import{M as e,l as t,x as n}from"./start-BCiCkd7r.js";import{n as r}from"./find-local-d4V-3Oy4.js";import{t as i}from"./isolation-B65Y-Etv.js";async function runningLocal(t){let n=await r(t);if(n)return n;throw new e(`local-unavailable`,`the local AWS is not running`,{hint:`start it: liftlock local up`})}function describeLocal(e){let{endpoint:n,appsyncUrl:r,accounts:a,region:o,iam:s,egress:c,origins:l,isolation:u,secretAccessKey:d}=e,yesNo=(e,t,n)=>e?t:n;return`The local AWS runs.
  AWS          ${n}
  GraphQL      ${r}/<api id>/graphql
  Accounts     ${a.staging} staging, ${a.production} production, in ${o}
  Permissions  ${yesNo(s,`enforced`,`not enforced (--iam enforces them)`)}
  Other hosts  ${yesNo(c,`reachable, and recorded`,`refused, and recorded (--egress lets functions out)`)}
  Web pages    ${l.length>0?`of ${l.join(`, `)} may call GraphQL`:`refused (--origin lets those of one origin call GraphQL)`}
  Functions    ${i(u)}
  For tools    ${t`export AWS_ENDPOINT_URL=${n} AWS_REGION=${o}`} \\
                 ${t`AWS_ACCESS_KEY_ID=${a.staging} AWS_SECRET_ACCESS_KEY=${d}`}
`}function localJson({token:e,...t},r={}){return`${n({...t,...r},2)}\n`}export{localJson as n,runningLocal as r,describeLocal as t};