import{n as e}from"./stop-local-YQQYZMNU.js";import{n as t}from"./folders-CpYelblg.js";import{t as n}from"./flags-CDbFwiEQ.js";async function down(r,i){let{json:a}=n(r,{}),o=await e(t(i.environment)),s=o?`The local AWS is gone, with everything that it held.
`:`The local AWS was not running.
`;return i.stdout.write(a?`${JSON.stringify({ran:o})}\n`:s),0}export{down};