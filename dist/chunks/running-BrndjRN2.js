import{t as e}from"./command-line-D6kpH-lC.js";import{p as t}from"./start-CVA3ZsQM.js";import{t as n}from"./json-text-DUdqoWun.js";import{n as r}from"./find-local-CoHMnchW.js";import{t as i}from"./isolation-B65Y-Etv.js";async function runningLocal(e){let n=await r(e);if(n)return n;throw new t(`local-unavailable`,`the local AWS is not running`,{hint:`start it: liftlock local up`})}function describeLocal(t){let{endpoint:n,appsyncUrl:r,accounts:a,region:o,iam:s,egress:c,origins:l,isolation:u,secretAccessKey:d}=t,yesNo=(e,t,n)=>e?t:n;return`The local AWS runs.
  AWS          ${n}
  GraphQL      ${r}/<api id>/graphql
  Accounts     ${a.staging} staging, ${a.production} production, in ${o}
  Permissions  ${yesNo(s,`enforced`,`not enforced (--iam enforces them)`)}
  Other hosts  ${yesNo(c,`reachable, and recorded`,`refused, and recorded (--egress lets functions out)`)}
  Web pages    ${l.length>0?`of ${l.join(`, `)} may call GraphQL`:`refused (--origin lets those of one origin call GraphQL)`}
  Functions    ${i(u)}
  For tools    ${e`export AWS_ENDPOINT_URL=${n} AWS_REGION=${o}`} \\
                 ${e`AWS_ACCESS_KEY_ID=${a.staging} AWS_SECRET_ACCESS_KEY=${d}`}
`}function localJson({token:e,...t},r={}){return`${n({...t,...r},2)}\n`}export{localJson as n,runningLocal as r,describeLocal as t};