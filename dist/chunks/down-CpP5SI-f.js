import{g as e}from"./start-BQGqy7e8.js";import{n as t}from"./stop-local-pkNnnYVo.js";import{n}from"./folders-CpYelblg.js";import{t as r}from"./flags-BD_HEj9i.js";async function down(i,a){let{json:o}=r(i,{}),s=await t(n(a.environment)),c=s?`The local AWS is gone, with everything that it held.
`:`The local AWS was not running.
`;return a.stdout.write(o?`${e({ran:s})}\n`:c),0}export{down};