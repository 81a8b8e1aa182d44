#!/usr/bin/env node
// Plain JavaScript that a Node as old as 12 can read, so that it gets a clear line instead of a syntax error.
const wanted = 24;
const folder = decodeURIComponent(new URL('..', import.meta.url).pathname);

function end(why) {
  process.stderr.write(`millrace: ${why}\n`);
  process.exitCode = 1;
}

if (parseInt(process.version.slice(1), 10) < wanted) {
  end(
    `this is Node ${process.version}, and ${wanted} or newer is wanted. ` +
      `On Linux and Windows "npm ci" in ${folder} brings one and "npx millrace" uses it; elsewhere install it.`,
  );
} else {
  import('node:module')
    .then((module) => module.enableCompileCache()) // starts in half the time
    .then(() => import('../src/cli/load.ts'))
    .then(({ load }) => load())
    .then(
      (main) => main(process.argv.slice(2)),
      (thrown) => {
        if (thrown.code !== 'ERR_MODULE_NOT_FOUND') throw thrown;
        end(`its packages are not installed: run "npm ci" in ${folder}.`);
      },
    );
}
