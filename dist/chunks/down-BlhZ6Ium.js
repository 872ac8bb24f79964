import{x as e}from"./start-BCiCkd7r.js";import{n as t}from"./stop-local-Cq3-TEHv.js";import{n}from"./folders-CpYelblg.js";import{t as r}from"./flags-DRXyByP6.js";async function down(i,a){let{json:o}=r(i,{}),s=await t(n(a.environment)),c=s?`The local AWS is gone, with everything that it held.
`:`The local AWS was not running.
`;return a.stdout.write(o?`${e({ran:s})}\n`:c),0}export{down};