import{S as e,y as t}from"./start-B6ax2u0c.js";const n={up:async()=>(await import(`./up-CbwFde_i.js`)).up,status:async()=>(await import(`./status-BF43J4Oi.js`)).status,reset:async()=>(await import(`./reset-Iq3xazuw.js`)).reset,down:async()=>(await import(`./down-CqkiWsBF.js`)).down,token:async()=>(await import(`./token-DLu0ZdYs.js`)).token,mail:async()=>(await import(`./mail-gNIWm69k.js`)).mail,egress:async()=>(await import(`./egress-hrkDnat_.js`)).egress,serve:async()=>(await import(`./serve-JqRMQiUw.js`)).serve};async function runLocalCommand(r,i){let[a=`--help`,...o]=r;if(a===`--help`||a===`-h`||a===`help`||o.includes(`--help`)||o.includes(`-h`))return i.stdout.write(`liftlock local: a complete AWS on this machine, without an account or Docker

  up      start it, or find it running; it stays until "down"
  status  say what runs, what is deployed, and how to reach it
  reset   empty all accounts; it runs on
  down    end it with everything that it started; what it held is gone
  token   print a token of a user, for the console or curl
  mail    print the e-mail that the application sent
  egress  print what functions sent, or tried to send, to other hosts

up
  --iam      enforce permissions, the roles of functions included
  --egress   let functions reach other hosts

token
  --environment <name>  staging, production, or an account; staging by default
  --user <name>         made when absent; developer by default
  --role <name>         a group to put the user in; may be given again
  --stack <name>        when several stacks have users

mail
  --environment <name>  of one environment only

All of them take --json. There are two accounts in eu-west-1, 111111111111 for
staging and 222222222222 for production: the access key id is the account, the
secret access key is "test". State lies in LIFTLOCK_HOME
(~/.local/state/liftlock), packages in LIFTLOCK_CACHE (~/.cache/liftlock).
`),0;let s=await n[a]?.();if(s)return s(o,i);let c=e(a,Object.keys(n).filter(e=>e!==`serve`));throw new t(`input-invalid`,`liftlock local has no command ${JSON.stringify(a)}`,{hint:c?`did you mean ${c}?`:`see liftlock local --help`})}export{runLocalCommand};