import{g as e}from"./start-ZI0Mg7On.js";import{n as t}from"./stop-local-CjcG8nf9.js";import{n}from"./folders-CpYelblg.js";import{t as r}from"./flags-c4c1Pv3x.js";async function down(i,a){let{json:o}=r(i,{}),s=await t(n(a.environment)),c=s?`The local AWS is gone, with everything that it held.
`:`The local AWS was not running.
`;return a.stdout.write(o?`${e({ran:s})}\n`:c),0}export{down};