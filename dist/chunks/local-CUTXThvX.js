import{F as e,M as t,O as n}from"./start-BCiCkd7r.js";const r={up:async()=>(await import(`./up-CDMJkpou.js`)).up,status:async()=>(await import(`./status-27tWAASK.js`)).status,reset:async()=>(await import(`./reset-DzItJjYB.js`)).reset,down:async()=>(await import(`./down-BlhZ6Ium.js`)).down,token:async()=>(await import(`./token-C3IyBuZa.js`)).token,mail:async()=>(await import(`./mail-BBjZJ7nX.js`)).mail,egress:async()=>(await import(`./egress-Bj_KMJrI.js`)).egress,serve:async()=>(await import(`./serve-Uo5M-f2i.js`)).serve};async function runLocalCommand(i,a){let[o=`--help`,...s]=i;if(o===`--help`||o===`-h`||o===`help`||s.includes(`--help`)||s.includes(`-h`))return a.stdout.write(`liftlock local: a complete AWS on this machine, without an account or Docker

  up      start it, or find it running; it stays until "down"
  status  say what runs, what is deployed, and how to reach it
  reset   empty all accounts; it runs on
  down    end it with everything that it started; what it held is gone
  token   print a token of a user, for the console or curl
  mail    print the e-mail that the application sent
  egress  print what functions sent, or tried to send, to other hosts

up
  --iam              enforce permissions, the roles of functions included
  --egress           let functions reach public addresses
  --origin <origin>  let web pages of this origin call GraphQL, such as
                     http://localhost:5173; may be given again
  --no-origins       take all of them back
  Origins are changed without a new start. Without these two flags those of
  local.origins in liftlock.yml count, else those that it has.

token
  --environment <name>  staging, production, or an account; staging by default
  --user <name>         made when absent; developer by default
  --role <name>         a group to put the user in; may be given again
  --stack <name>        when several stacks have users

mail
  --environment <name>  of one environment only

All of them take --json. There are two accounts in eu-west-1, 111111111111 for
staging and 222222222222 for production: the access key id is the account, the
secret access key is random and the same for both. up and status print it in
a form to paste. Nobody is served without it. State lies in LIFTLOCK_HOME
(~/.local/state/liftlock), packages in LIFTLOCK_CACHE (~/.cache/liftlock).
`),0;let c=await e(r,o)?.();if(c)return c(s,a);let l=n(o,Object.keys(r).filter(e=>e!==`serve`));throw new t(`input-invalid`,`liftlock local has no command ${JSON.stringify(o)}`,{hint:l?`did you mean ${l}?`:`see liftlock local --help`})}export{runLocalCommand};