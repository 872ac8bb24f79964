function continued(e){return e.replace(/\n(?=\S)/g,`
  `)}export{continued as t};