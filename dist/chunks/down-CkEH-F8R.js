import{h as e}from"./start-Benl2tbq.js";import{n as t}from"./stop-local-CN_nN4U9.js";import{n}from"./folders-CpYelblg.js";import{t as r}from"./flags-CNz8LlMo.js";async function down(i,a){let{json:o}=r(i,{}),s=await t(n(a.environment)),c=s?`The local AWS is gone, with everything that it held.
`:`The local AWS was not running.
`;return a.stdout.write(o?`${e({ran:s})}\n`:c),0}export{down};