import{m as e,vt as t,wt as n}from"./start-e8LEFSf7.js";import{n as r}from"./find-local-BYYNy9wa.js";import{t as i}from"./isolation-B65Y-Etv.js";async function runningLocal(e){let t=await r(e);if(t)return t;throw new n(`local-unavailable`,`the local AWS is not running`,{hint:`start it: liftlock local up`})}function describeLocal(e){let{endpoint:n,appsyncUrl:r,accounts:a,region:o,iam:s,egress:c,origins:l,isolation:u,secretAccessKey:d}=e,yesNo=(e,t,n)=>e?t:n;return`The local AWS runs.
  AWS          ${n}
  GraphQL      ${r}/<api id>/graphql
  Accounts     ${a.staging} staging, ${a.production} production, in ${o}
  Permissions  ${yesNo(s,`enforced`,`not enforced (--iam enforces them)`)}
  Other hosts  ${yesNo(c,`reachable, and recorded`,`refused, and recorded (--egress lets functions out)`)}
  Web pages    ${l.length>0?`of ${l.join(`, `)} may call GraphQL`:`refused (--origin lets those of one origin call GraphQL)`}
  Functions    ${i(u)}
  For tools    ${t`export AWS_ENDPOINT_URL=${n} AWS_REGION=${o}`} \\
                 ${t`AWS_ACCESS_KEY_ID=${a.staging} AWS_SECRET_ACCESS_KEY=${d}`}
`}function localJson({token:t,...n},r={}){return`${e({...n,...r},2)}\n`}export{localJson as n,runningLocal as r,describeLocal as t};