import{Tt as e,m as t,yt as n}from"./start-CszyXv6o.js";import{n as r}from"./find-local-B-l1q7xt.js";import{t as i}from"./isolation-B65Y-Etv.js";async function runningLocal(t){let n=await r(t);if(n)return n;throw new e(`local-unavailable`,`the local AWS is not running`,{hint:`start it: liftlock local up`})}function describeLocal(e){let{endpoint:t,appsyncUrl:r,accounts:a,region:o,iam:s,egress:c,origins:l,isolation:u,secretAccessKey:d}=e,yesNo=(e,t,n)=>e?t:n;return`The local AWS runs.
  AWS          ${t}
  GraphQL      ${r}/<api id>/graphql
  Accounts     ${a.staging} staging, ${a.production} production, in ${o}
  Permissions  ${yesNo(s,`enforced`,`not enforced (--iam enforces them)`)}
  Other hosts  ${yesNo(c,`reachable, and recorded`,`refused, and recorded (--egress lets functions out)`)}
  Web pages    ${l.length>0?`of ${l.join(`, `)} may call GraphQL`:`refused (--origin lets those of one origin call GraphQL)`}
  Functions    ${i(u)}
  For tools    ${n`export AWS_ENDPOINT_URL=${t} AWS_REGION=${o}`} \\
                 ${n`AWS_ACCESS_KEY_ID=${a.staging} AWS_SECRET_ACCESS_KEY=${d}`}
`}function localJson({token:e,...n},r={}){return`${t({...n,...r},2)}\n`}export{localJson as n,runningLocal as r,describeLocal as t};