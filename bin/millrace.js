#!/usr/bin/env node
// Plain JavaScript that a Node as old as 12 can read, so that it gets a clear line instead of a syntax error.
const wanted = 24;

if (parseInt(process.version.slice(1), 10) < wanted) {
  process.stderr.write(
    `millrace: this is Node ${process.version}, and ${wanted} or newer is wanted. ` +
      'In its folder, "npm ci" brings one and "npx millrace" uses it.\n',
  );
  process.exitCode = 1;
} else {
  void import('node:module')
    .then((module) => module.enableCompileCache()) // starts in half the time
    .then(() => import('../src/cli/main.ts'))
    .then(({ main }) => main(process.argv.slice(2)));
}
