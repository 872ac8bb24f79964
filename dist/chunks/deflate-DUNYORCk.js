import{crc32 as e,deflateRawSync as t}from"node:zlib";import{Worker as n}from"node:worker_threads";function createDeflater(){let n,r=0;return{expect(e){r+=e,r>5242880&&(n??=startLane())},async pack(r){let i=n!==void 0&&n.waitingBytes<196608?n:void 0,a=i?await i.deflate(r):t(r,{level:6}),o=e(r);return a.length<r.length?{method:8,crc:o,bytes:r.length,packed:a}:{method:0,crc:o,bytes:r.length,packed:r}},close:async()=>n?.close()}}function startLane(){let e=new n(`
const { parentPort } = require('node:worker_threads')
const { deflateRawSync } = require('node:zlib')
parentPort.on('message', (content) => {
  const packed = new Uint8Array(deflateRawSync(content, { level: 6 }))
  parentPort.postMessage(packed, [packed.buffer])
})`,{eval:!0,env:{},execArgv:[]}),t=[],r,i={waitingBytes:0,deflate(n){return r===void 0?(i.waitingBytes+=n.length,new Promise((r,i)=>{t.push({bytes:n.length,resolve:r,reject:i}),e.postMessage(n)})):Promise.reject(r)},async close(){await e.terminate()}};return e.on(`message`,e=>{let n=t.shift();n!==void 0&&(i.waitingBytes-=n.bytes,n.resolve(e))}),e.on(`error`,e=>{r=e;for(let n of t.splice(0))n.reject(e)}),i}export{createDeflater as t};