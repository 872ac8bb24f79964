import{C as e}from"./start-BlyGcw98.js";import{n as t}from"./find-local-DpjqZSAu.js";async function runningLocal(n){let r=await t(n);if(r)return r;throw new e(`local-unavailable`,`the local AWS is not running`,{hint:`start it: liftlock local up`})}function describeLocal(e){let{endpoint:t,appsyncUrl:n,accounts:r,region:i,iam:a,egress:o}=e,yesNo=(e,t,n)=>e?t:n;return`The local AWS runs.
  AWS          ${t}
  GraphQL      ${n}/<api id>/graphql
  Accounts     ${r.staging} staging, ${r.production} production, in ${i}
  Permissions  ${yesNo(a,`enforced`,`not enforced (--iam enforces them)`)}
  Other hosts  ${yesNo(o,`reachable, and recorded`,`refused, and recorded (--egress lets functions out)`)}
  For tools    export AWS_ENDPOINT_URL=${t} AWS_REGION=${i} \\
                 AWS_ACCESS_KEY_ID=${r.staging} AWS_SECRET_ACCESS_KEY=test
`}function localJson({token:e,...t},n={}){return`${JSON.stringify({...t,...n},void 0,2)}\n`}export{localJson as n,runningLocal as r,describeLocal as t};